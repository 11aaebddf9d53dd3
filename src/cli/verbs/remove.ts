import type { Context } from '../context'
import { createProgressLine } from '../output/progress'
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
  const app = await context.app()
  const progress = await createProgressLine(context, 'remove.removing')
  await app.sandboxes.remove({ sandbox: name, force }, { signal: context.signal, onProgress: progress.onProgress }).finally(progress.end)
  await context.note('remove.removed', { name })
  return { name }
}
