import type { Context } from '../context'
import type { Verb } from '../verb'
import { eachSandbox } from './each-sandbox'

export const remove: Verb = {
  build: (command, context) => {
    command
      .argument('<name...>', 'cli.argument.names')
      .option('-f, --force', 'cli.option.force')
      .action((names: string[], options: { force?: boolean }) => eachSandbox(context(), names, (name) => removeOne(context(), name, options.force ?? false)))
  }
}

async function removeOne(context: Context, name: string, force: boolean) {
  await context.note('remove.removing', { name })
  await (await context.app()).sandboxes.remove({ sandbox: name, force }, { signal: context.signal })
  await context.note('remove.removed', { name })
  return { name }
}
