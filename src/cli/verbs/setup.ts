import { resolve } from 'node:path'
import { AppError } from '#contract/errors'
import type { BackendView } from '#contract/backend'
import type { BackendKind } from '#contract/backend-kind'
import type { Check } from '#contract/diagnostics'
import type { Remedy } from '#contract/text'
import { ask } from '../consent'
import type { Context } from '../context'
import { describeCheck } from '../output/check'
import { describeRemedy, formatRemedy } from '../output/error'
import { toPlainLine } from '../output/plain-text'
import { createProgressLine } from '../output/progress'
import { formatTable } from '../output/table'
import type { Verb } from '../verb'

interface SetupOptions {
  readonly check?: boolean
  readonly from?: readonly string[]
  readonly yes?: boolean
  readonly installCommand?: boolean
  readonly removeCommand?: boolean
}

/** The one backend that is not installed by others. */
const kind: BackendKind = 'firecracker'

export const setup: Verb = {
  build: (command, context) => {
    command
      .option('--check', 'cli.option.check')
      .option('--from <file...>', 'cli.option.setup_from')
      .option('-y, --yes', 'cli.option.yes_setup')
      .option('--install-command', 'cli.option.install_command')
      .option('--remove-command', 'cli.option.remove_command')
      .action(async (options: SetupOptions) => {
        if (options.installCommand) return await placeCommand(context(), 'install')
        if (options.removeCommand) return await placeCommand(context(), 'remove')
        if (options.check && options.from) throw new AppError('INVALID_INPUT', { field: '--from' }, { because: { key: 'cli.setup.check_changes_nothing' } })
        if (!options.check) await setUp(context(), options)
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

/** Installs and tries what can be: from files without a question, for naming them is the answer; from the network after a yes. */
async function setUp(context: Context, { from, yes }: SetupOptions): Promise<void> {
  const { backends } = await context.app()
  if (from === undefined) {
    const offer = await findOffer(context)
    if (!offer) return await context.note('setup.explain')
    if (!(await agree(context, offer, yes ?? false))) return
  }
  const progress = await createProgressLine(context)
  const files = from?.map((file) => resolve(context.place.directory, file))
  await backends.setUp({ backend: kind, ...(files && { from: files }) }, { signal: context.signal, onProgress: progress.onProgress }).finally(progress.end)
  await context.note('setup.done', { backend: kind })
}

/** What there is to do, in the words of the backend; undefined when there is nothing or something else comes first. */
async function findOffer(context: Context): Promise<Remedy | undefined> {
  const views = await (await context.app()).backends.list({ refresh: true }, { signal: context.signal })
  return views.find((view) => view.kind === kind)?.detection.remedies.find(({ action }) => action === 'set-up')
}

async function agree(context: Context, offer: Remedy, yes: boolean): Promise<boolean> {
  if (yes) return true
  const what = toPlainLine(await context.say(offer.text))
  if (context.canAsk) {
    await context.note(offer.text)
    return await ask(context, await context.say('consent.question'))
  }
  throw new AppError('CONSENT_REQUIRED', { what })
}

async function check(context: Context): Promise<void> {
  const { backends } = await context.app()
  const { signal } = context
  const views = await backends.list({ refresh: true }, { signal })
  const [selection, checklist] = await Promise.all([backends.selection({}, { signal }), backends.checklist({ backend: kind }, { signal })])
  context.exitCode = views.some(({ detection }) => detection.state === 'ready') ? 0 : 1
  if (context.flags.json) return context.printJson({ backends: views, selection, checklist: { [kind]: checklist } })
  context.print(formatTable([{ title: 'BACKEND', width: 12 }, { title: 'STATE', width: 12 }, { title: 'VERSION', width: 10 }, { title: 'ENDPOINT' }], views.map(toRow)))
  for (const view of views) await explain(context, view, view.kind === kind ? checklist : [])
  const translate = await context.translate()
  context.print(`\n${selection.backend === null ? await context.say('setup.selected_none') : await context.say('setup.selected', { backend: selection.backend })} ${toPlainLine(translate(selection.why))}`)
  for (const remedy of selection.backend === null ? [] : selection.remedies) context.print(`  ${formatRemedy(describeRemedy(remedy, translate))}`)
}

function toRow({ kind: name, detection, isSelected }: BackendView): string[] {
  const { state, version, endpoint, rootless } = detection
  return [`${name}${isSelected ? ' *' : ''}`, state, version ?? '-', `${endpoint ?? '-'}${rootless ? ' (rootless)' : ''}`]
}

/** Why a backend is not ready, what can be done, and what works less well than it should; point by point where there is a checklist. */
async function explain(context: Context, { kind: name, detection }: BackendView, checklist: readonly Check[]): Promise<void> {
  const translate = await context.translate()
  const { state, reason, remedies, warnings } = detection
  if (checklist.length > 0) {
    const points = await Promise.all(withoutRepeats(checklist).map((point) => describeCheck(context, point)))
    const last = state !== 'ready' && !checklist.some(({ outcome }) => outcome === 'fail') && reason ? [toPlainLine(translate(reason))] : []
    return context.print(`\n${name}:\n${[...points, ...last].join('\n')}`)
  }
  const lines = [
    ...(state !== 'ready' && reason ? [toPlainLine(translate(reason))] : []),
    ...warnings.map((warning) => toPlainLine(translate(warning))),
    ...remedies.map((remedy) => `  ${formatRemedy(describeRemedy(remedy, translate))}`)
  ]
  if (lines.length > 0) context.print(`\n${name}: ${lines.join('\n')}`)
}

/** One thing to do may help several points: it is said at the first. */
function withoutRepeats(checklist: readonly Check[]): Check[] {
  const said = new Set<string>()
  return checklist.map((point) => ({ ...point, remedies: point.remedies.filter(({ text }) => !said.has(text.key) && said.add(text.key)) }))
}
