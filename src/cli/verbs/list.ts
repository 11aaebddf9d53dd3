import { AppError } from '#contract/errors'
import { sandboxStatusSchema, type SandboxList, type SandboxStatus, type SandboxView } from '#contract/sandbox'
import type { Context } from '../context'
import { parseLabels } from '../input/environment'
import { formatAge } from '../output/quantities'
import { formatTable } from '../output/table'
import { collect } from '../sandbox-options'
import { UsageError } from '../usage-error'
import type { Verb } from '../verb'

interface ListOptions {
  readonly label?: string[]
  readonly status?: string
  readonly wide?: boolean
  readonly quiet?: boolean
}

const columns = [{ title: 'NAME', width: 20 }, { title: 'STATUS', width: 10 }, { title: 'BACKEND', width: 10 }]
const wideColumns = [...columns, { title: 'IMAGE' }, { title: 'CPUS' }, { title: 'MEMORY' }, { title: 'PROFILE' }, { title: 'AGE' }, { title: 'PORTS' }]

export const list: Verb = {
  build: (command, context) => {
    command
      .option('--label <name[=value]>', 'cli.option.label_filter', collect)
      .option('--status <status>', 'cli.option.status_filter')
      .option('-w, --wide', 'cli.option.wide')
      .option('-q, --quiet', 'cli.option.names_only')
      .action((options: ListOptions) => listSandboxes(context(), options))
  }
}

async function listSandboxes(context: Context, options: ListOptions): Promise<void> {
  const status = options.status === undefined ? null : parseStatus(options.status)
  const found = await (await context.app()).sandboxes.list({}, { signal: context.signal })
  const labelled = options.label ? found.sandboxes.filter(hasLabels(options.label)) : found.sandboxes
  const sandboxes = status === null ? labelled : labelled.filter((view) => view.status === status)
  if (context.flags.json) return context.printJson({ ...found, sandboxes })
  await tellNotices(context, found)
  if (options.quiet) return sandboxes.length > 0 ? context.print(sandboxes.map(({ name }) => name).join('\n')) : undefined
  if (sandboxes.length === 0) return await context.note('list.empty')
  context.print(formatTable(options.wide ? wideColumns : columns, sandboxes.map(options.wide ? toWideRow : toRow)))
}

function parseStatus(text: string): SandboxStatus {
  const status = sandboxStatusSchema.safeParse(text)
  if (status.success) return status.data
  throw new UsageError('status', { text, statuses: sandboxStatusSchema.options.join(', ') })
}

function hasLabels(words: readonly string[]): (view: SandboxView) => boolean {
  const wanted = Object.entries(parseLabels(words))
  return ({ spec }) => wanted.every(([name, value]) => spec.labels[name] === value || (value === '' && spec.labels[name] !== undefined))
}

function toRow({ name, status, backend }: SandboxView): string[] {
  return [name, status, backend]
}

function toWideRow(view: SandboxView): string[] {
  const { spec, ports } = view
  const published = ports.map(({ hostPort, sandboxPort, protocol }) => `${hostPort}:${sandboxPort}${protocol === 'udp' ? '/udp' : ''}`)
  return [...toRow(view), spec.image, `${spec.vcpus}`, `${spec.memoryMb}M`, spec.profile, formatAge(Date.parse(view.createdAt), Date.now()), published.join(',')]
}

async function tellUnreachable(context: Context, { backend, error }: SandboxList['unreachable'][number], sandboxes: readonly SandboxView[]): Promise<void> {
  const { describeError, formatRemedy } = await import('../output/error')
  const { message, remedies } = describeError(AppError.fromData(error), await context.translate())
  const known = sandboxes.filter((view) => view.backend === backend && view.isStale).map(({ knownAt }) => Date.parse(knownAt))
  const age = known.length > 0 ? formatAge(Math.min(...known), Date.now()) : '-'
  await context.note(error.code === 'ENGINE_FAILED' ? 'list.unlisted' : 'list.unreachable', { backend, reason: message, age })
  for (const remedy of remedies) await context.note({ key: 'cli.list.remedy', params: { remedy: formatRemedy(remedy) } })
}

/** What the rows alone do not say: backends that are silent, sandboxes that wait, files set aside, those that were lost. */
async function tellNotices(context: Context, { unreachable, notices, sandboxes }: SandboxList): Promise<void> {
  for (const each of unreachable) await tellUnreachable(context, each, sandboxes)
  for (const notice of notices) await context.note(notice)
  const waiting = sandboxes.filter(({ wasRunning }) => wasRunning)
  if (waiting.length > 0) await context.note('list.resumable', { count: waiting.length })
  const lost = sandboxes.filter(({ status }) => status === 'missing')
  if (lost.length > 0) await context.note('list.missing', { count: lost.length, name: lost[0]?.name ?? '' })
}
