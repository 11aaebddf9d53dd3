import { createProgressLine } from '../output/progress'
import type { Verb } from '../verb'

export const recreate: Verb = {
  build: (command, context) => {
    command.argument('<name>', 'cli.argument.name').action(async (name: string) => {
      const { sandboxes } = await context().app()
      const before = await sandboxes.get({ sandbox: name }, { signal: context().signal })
      const progress = await createProgressLine(context())
      const view = await sandboxes.recreate({ sandbox: name }, { signal: context().signal, onProgress: progress.onProgress }).finally(progress.end)
      await context().note(view.engineObjectId === before.engineObjectId ? 'recreate.present' : 'recreate.done', { name: view.name })
      if (context().flags.json) context().printJson(view)
    })
  }
}
