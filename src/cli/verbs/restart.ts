import type { Context } from '../context'
import { parseDuration } from '../input/duration'
import type { Verb } from '../verb'
import { eachSandbox } from './each-sandbox'

export const restart: Verb = {
  build: (command, context) => {
    command
      .argument('<name...>', 'cli.argument.names')
      .option('--grace <duration>', 'cli.option.grace')
      .action((names: string[], options: { grace?: string }) => {
        const graceMs = options.grace === undefined ? undefined : parseDuration(options.grace)
        return eachSandbox(context(), names, (name) => restartOne(context(), name, graceMs))
      })
  }
}

async function restartOne(context: Context, name: string, graceMs: number | undefined) {
  await context.note('restart.restarting', { name })
  const app = await context.app()
  const view = await app.sandboxes.restart({ sandbox: name, ...(graceMs !== undefined && { graceMs }) }, { signal: context.signal })
  await context.note('restart.restarted', { name: view.name })
  return view
}
