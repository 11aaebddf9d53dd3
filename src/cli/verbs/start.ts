import type { Context } from '../context'
import { createProgressLine } from '../output/progress'
import type { Verb } from '../verb'
import { parseBackend } from './create'
import { eachSandbox } from './each-sandbox'

export const start: Verb = {
  build: (command, context) => {
    command
      .argument('<name...>', 'cli.argument.names')
      .option('-B, --backend <name>', 'cli.option.backend_kept')
      .action(async (names: string[], options: { backend?: string }) => {
        if (options.backend !== undefined) await parseBackend(context(), options.backend)
        await eachSandbox(context(), names, (name) => startOne(context(), name))
      })
  }
}

/** Also what `restart` of a sandbox ends with: a started sandbox and a hint. */
async function startOne(context: Context, name: string) {
  const app = await context.app()
  const before = await app.sandboxes.get({ sandbox: name }, { signal: context.signal })
  if (before.status === 'running') {
    await context.note('start.already', { name: before.name })
    return before
  }
  await context.note('start.starting', { name: before.name })
  const progress = await createProgressLine(context)
  const view = await app.sandboxes.start({ sandbox: before.id }, { signal: context.signal, onProgress: progress.onProgress }).finally(progress.end)
  await context.note('start.started', { name: view.name })
  await context.note('start.next', { name: view.name })
  return view
}
