import type { BackendView } from '#contract/backend'
import type { Context } from '../context'
import { describeRemedy, formatRemedy } from '../output/error'
import { formatTable } from '../output/table'
import { toPlainLine } from '../output/plain-text'
import type { Verb } from '../verb'

export const setup: Verb = {
  build: (command, context) => {
    command
      .option('--check', 'cli.option.check')
      .option('-y, --yes', 'cli.option.yes_setup')
      .option('--install-command', 'cli.option.install_command')
      .option('--remove-command', 'cli.option.remove_command')
      .action(async (options: { check?: boolean; installCommand?: boolean; removeCommand?: boolean }) => {
        if (options.installCommand) return await placeCommand(context(), 'install')
        if (options.removeCommand) return await placeCommand(context(), 'remove')
        if (!options.check) await context().note('setup.explain')
        await check(context())
      })
  }
}

/** For this user's shells, without administrator rights. */
async function placeCommand(context: Context, verb: 'install' | 'remove'): Promise<void> {
  const state = await (await context.app()).command[verb]({}, { signal: context.signal })
  const { path, isOnPath, shadowedBy, pathLine } = state
  if (context.flags.json) return context.printJson(state)
  await context.note(`setup.command_${verb}`, { path })
  if (verb === 'remove') return
  if (!isOnPath && pathLine !== null) await context.note('setup.command_path', { line: pathLine })
  if (shadowedBy !== null) await context.note('setup.command_shadowed', { other: shadowedBy })
}

/** The upstream tool's word for `setup --check`. */
export const status: Verb = { build: (command, context) => void command.action(() => check(context())) }

async function check(context: Context): Promise<void> {
  const { backends } = await context.app()
  const views = await backends.list({ refresh: true }, { signal: context.signal })
  const selection = await backends.selection({}, { signal: context.signal })
  context.exitCode = views.some(({ detection }) => detection.state === 'ready') ? 0 : 1
  if (context.flags.json) return context.printJson({ backends: views, selection })
  context.print(formatTable([{ title: 'BACKEND', width: 12 }, { title: 'STATE', width: 12 }, { title: 'VERSION', width: 10 }, { title: 'ENDPOINT' }], views.map(toRow)))
  for (const view of views) await explain(context, view)
  const translate = await context.translate()
  context.print(`\n${selection.backend === null ? await context.say('setup.selected_none') : await context.say('setup.selected', { backend: selection.backend })} ${toPlainLine(translate(selection.why))}`)
  for (const remedy of selection.backend === null ? [] : selection.remedies) context.print(`  ${formatRemedy(describeRemedy(remedy, translate))}`)
}

function toRow({ kind, detection, isSelected }: BackendView): string[] {
  const { state, version, endpoint, rootless } = detection
  return [`${kind}${isSelected ? ' *' : ''}`, state, version ?? '-', `${endpoint ?? '-'}${rootless ? ' (rootless)' : ''}`]
}

/** Why a backend is not ready, what can be done, and what works less well than it should. */
async function explain(context: Context, { kind, detection }: BackendView): Promise<void> {
  const translate = await context.translate()
  const { state, reason, remedies, warnings } = detection
  const lines = [
    ...(state !== 'ready' && reason ? [toPlainLine(translate(reason))] : []),
    ...warnings.map((warning) => toPlainLine(translate(warning))),
    ...(state === 'ready' ? [] : remedies.map((remedy) => `  ${formatRemedy(describeRemedy(remedy, translate))}`))
  ]
  if (lines.length > 0) context.print(`\n${kind}: ${lines.join('\n')}`)
}
