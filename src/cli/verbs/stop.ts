import type { Context } from '../context'
import { parseDuration } from '../input/duration'
import { createProgressLine } from '../output/progress'
import type { Verb } from '../verb'
import { eachSandbox } from './each-sandbox'

export const stop: Verb = {
  build: (command, context) => {
    command
      .argument('<name...>', 'cli.argument.names')
      .option('--grace <duration>', 'cli.option.grace')
      .action((names: string[], options: { grace?: string }) => {
        const graceMs = options.grace === undefined ? undefined : parseDuration(options.grace)
        return eachSandbox(context(), names, (name) => stopOne(context(), name, graceMs))
      })
  }
}

async function stopOne(context: Context, name: string, graceMs: number | undefined) {
  const app = await context.app()
  const progress = await createProgressLine(context, 'stop.stopping')
  const view = await app.sandboxes.stop({ sandbox: name, ...(graceMs !== undefined && { graceMs }) }, { signal: context.signal, onProgress: progress.onProgress }).finally(progress.end)
  await context.note('stop.stopped', { name: view.name })
  return view
}
