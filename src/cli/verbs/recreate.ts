import { createProgressLine } from '../output/progress'
import type { Verb } from '../verb'

export const recreate: Verb = {
  build: (command, context) => {
    command.argument('<name>', 'cli.argument.name').action(async (name: string) => {
      const progress = await createProgressLine(context())
      const view = await (await context().app()).sandboxes.recreate({ sandbox: name }, { signal: context().signal, onProgress: progress.onProgress }).finally(progress.end)
      await context().note('recreate.done', { name: view.name })
      if (context().flags.json) context().printJson(view)
    })
  }
}
