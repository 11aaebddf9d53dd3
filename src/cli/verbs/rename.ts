import type { Verb } from '../verb'

export const rename: Verb = {
  build: (command, context) => {
    command
      .argument('<name>', 'cli.argument.name')
      .argument('<new-name>', 'cli.argument.new_name')
      .action(async (name: string, newName: string) => {
        const view = await (await context().app()).sandboxes.rename({ sandbox: name, name: newName }, { signal: context().signal })
        await context().note('rename.renamed', { name, newName: view.name })
        if (context().flags.json) context().printJson(view)
      })
  }
}
