import type { Context } from '../context'
import { toHostPath } from '../input/mount'
import { describeCheck } from '../output/check'
import type { Verb } from '../verb'

export const doctor: Verb = {
  build: (command, context) => {
    command.option('--bundle <file>', 'cli.option.bundle').action(async ({ bundle }: { bundle?: string }) => {
      if (bundle !== undefined) return await saveBundle(context(), bundle)
      const checks = await (await context().app()).diagnostics.doctor({}, { signal: context().signal })
      context().exitCode = checks.some(({ outcome }) => outcome === 'fail') ? 1 : 0
      if (context().flags.json) return context().printJson(checks)
      for (const check of checks) context().print(await describeCheck(context(), check))
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
