import type { Check } from '#contract/diagnostics'
import type { Context } from '../context'
import { toHostPath } from '../input/mount'
import { describeRemedy, formatRemedy } from '../output/error'
import { toPlainLine } from '../output/plain-text'
import type { Verb } from '../verb'

const colors = { pass: 'green', warn: 'yellow', fail: 'red', skip: 'gray' } as const

export const doctor: Verb = {
  build: (command, context) => {
    command.option('--bundle <file>', 'cli.option.bundle').action(async ({ bundle }: { bundle?: string }) => {
      if (bundle !== undefined) return await saveBundle(context(), bundle)
      const checks = await (await context().app()).diagnostics.doctor({}, { signal: context().signal })
      context().exitCode = checks.some(({ outcome }) => outcome === 'fail') ? 1 : 0
      if (context().flags.json) return context().printJson(checks)
      for (const check of checks) context().print(await describe(context(), check))
      await context().note(context().exitCode === 0 ? 'doctor.good' : 'doctor.bad')
    })
  }
}

/** What the window shows before it saves it, in a file to be read before it is sent. */
async function saveBundle(context: Context, name: string): Promise<void> {
  const file = toHostPath(name, context.place)
  const { text, files } = await (await context.app()).diagnostics.bundle({}, { signal: context.signal })
  await (await context.files()).writeText(file, text)
  if (context.flags.json) return context.printJson({ file, files: files.map(({ name: part }) => part) })
  await context.note('doctor.bundled', { file })
}

async function describe(context: Context, { outcome, title, detail, remedies }: Check): Promise<string> {
  const translate = await context.translate()
  const word = (await context.say(`doctor.${outcome}`)).padEnd(5)
  const { styleText } = await import('node:util')
  const mark = context.flags.color && context.process.stdout.isTTY ? styleText(colors[outcome], word) : word
  const lines = remedies.map((remedy) => `        ${formatRemedy(describeRemedy(remedy, translate))}`)
  return [`${mark} ${toPlainLine(translate(title))}: ${toPlainLine(translate(detail))}`, ...lines].join('\n')
}
