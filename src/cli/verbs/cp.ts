import type { Context } from '../context'
import { toHostPath } from '../input/mount'
import { parseCopy } from '../input/sandbox-path'
import { createProgressLine } from '../output/progress'
import type { Verb } from '../verb'

export const cp: Verb = {
  build: (command, context) => {
    command
      .argument('<source>', 'cli.argument.source')
      .argument('<destination>', 'cli.argument.destination')
      .action((source: string, destination: string) => copy(context(), source, destination))
  }
}

async function copy(context: Context, source: string, destination: string): Promise<void> {
  const direction = parseCopy(source, destination)
  const app = await context.app()
  const { sandbox, sandboxPath } = direction
  const input = { sandbox, sandboxPath, hostPath: toHostPath(direction.hostPath, context.place) }
  const progress = await createProgressLine(context)
  const options = { signal: context.signal, onProgress: progress.onProgress }
  const { bytes } = await (direction.type === 'in' ? app.copyIn(input, options) : app.copyOut(input, options)).finally(progress.end)
  if (context.flags.json) return context.printJson({ bytes, source, destination })
  await context.note('cp.copied', { bytes, source, destination })
}
