import type { Verb } from '../verb'
import { eachSandbox } from './each-sandbox'

export const forget: Verb = {
  build: (command, context) => {
    command.argument('<name...>', 'cli.argument.names').action((names: string[]) =>
      eachSandbox(context(), names, async (name) => {
        await (await context().app()).sandboxes.forget({ sandbox: name }, { signal: context().signal })
        await context().note('forget.done', { name })
        return { name }
      })
    )
  }
}
