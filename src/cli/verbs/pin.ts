import type { Context } from '../context'
import type { Verb } from '../verb'

export const pin: Verb = {
  build: (command, context) => {
    command
      .argument('<name...>', 'cli.argument.names')
      .option('--off', 'cli.option.pin_off')
      .action((names: string[], options: { off?: boolean }) => setPinned(context(), names, options.off !== true))
  }
}

async function setPinned(context: Context, names: readonly string[], isPinned: boolean): Promise<void> {
  await (await context.app()).sandboxes.organise({ sandboxes: [...names], isPinned }, { signal: context.signal })
  for (const name of names) await context.note(isPinned ? 'pin.pinned' : 'pin.unpinned', { name })
  if (context.flags.json) context.printJson({ sandboxes: names, isPinned })
}
