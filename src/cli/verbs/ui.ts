import type { Verb } from '../verb'

export const ui: Verb = {
  build: (command, context) => {
    command.argument('[name]', 'cli.argument.ui').action(async (name: string | undefined) => {
      // A name that is wrong is answered here, where it was typed.
      const sandbox = name === undefined ? undefined : await (await context().app()).sandboxes.get({ sandbox: name }, { signal: context().signal })
      await context().openApplication(sandbox?.id)
      if (context().flags.json) context().printJson({ sandbox: sandbox?.name ?? null })
    })
  }
}
