import type { Check } from '#contract/diagnostics'
import type { Context } from '../context'
import { describeRemedy, formatRemedy } from '../output/error'
import { toPlainLine } from '../output/plain-text'
import type { Verb } from '../verb'

const colors = { pass: 'green', warn: 'yellow', fail: 'red', skip: 'gray' } as const

export const doctor: Verb = {
  build: (command, context) => {
    command.action(async () => {
      const checks = await (await context().app()).diagnostics.doctor({}, { signal: context().signal })
      context().exitCode = checks.some(({ outcome }) => outcome === 'fail') ? 1 : 0
      if (context().flags.json) return context().printJson(checks)
      for (const check of checks) context().print(await describe(context(), check))
      await context().note(context().exitCode === 0 ? 'doctor.good' : 'doctor.bad')
    })
  }
}

async function describe(context: Context, { outcome, title, detail, remedies }: Check): Promise<string> {
  const translate = await context.translate()
  const word = (await context.say(`doctor.${outcome}`)).padEnd(5)
  const { styleText } = await import('node:util')
  const mark = context.flags.color && context.process.stdout.isTTY ? styleText(colors[outcome], word) : word
  const lines = remedies.map((remedy) => `        ${formatRemedy(describeRemedy(remedy, translate))}`)
  return [`${mark} ${toPlainLine(translate(title))}: ${toPlainLine(translate(detail))}`, ...lines].join('\n')
}
