import type { Verb } from '../verb'

export const resume: Verb = {
  build: (command, context) => {
    command.action(async () => {
      const { started, failed } = await (await context().app()).sandboxes.resume({}, { signal: context().signal })
      if (context().flags.json) context().printJson({ started, failed })
      for (const name of started) await context().note('start.started', { name })
      for (const name of failed) await context().note('resume.failed', { name })
      if (started.length + failed.length === 0) await context().note('resume.none')
      if (failed.length > 0) context().exitCode = 1
    })
  }
}
