import { createProgressLine } from '../output/progress'
import type { Verb } from '../verb'

export const recreate: Verb = {
  build: (command, context) => {
    command.argument('<name>', 'cli.argument.name').action(async (name: string) => {
      const { sandboxes } = await context().app()
      const progress = await createProgressLine(context())
      const { wasThere, ...view } = await sandboxes.recreate({ sandbox: name }, { signal: context().signal, onProgress: progress.onProgress }).finally(progress.end)
      await context().note(wasThere ? 'recreate.present' : 'recreate.done', { name: view.name })
      if (context().flags.json) context().printJson(view)
    })
  }
}
