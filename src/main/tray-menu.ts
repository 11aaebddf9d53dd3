import type { BackendView } from '#contract/backend'
import { backendTitles } from '#contract/backend-kind'
import type { SandboxView, Usage } from '#contract/sandbox'
import type { WindowRequest } from '#contract/window-api'
import type { Translate } from '#locales/index'
import { folderOf } from '#platform/editors'

/** What the tray knows. */
export interface TrayData {
  readonly sandboxes: readonly SandboxView[]
  /** Undefined until they were asked. */
  readonly backends?: readonly BackendView[]
  /** Ids of sandboxes that failed, were lost or were ended from outside while nobody looked. */
  readonly unseen: readonly string[]
  /** Ids of sandboxes with a terminal that waits for somebody. */
  readonly waiting: readonly string[]
  /** What running ones used when that was last read, by id. */
  readonly usage?: ReadonlyMap<string, Usage>
}

/** Before anything is known. */
export const emptyTrayData: TrayData = { sandboxes: [], unseen: [], waiting: [] }

/** What the icon shows. `none`: no backend is ready. `attention`: something failed while nobody looked, or a terminal waits. */
export type TrayState = 'none' | 'idle' | 'running' | 'attention'

/** What choosing an item does, as data: a menu is compared before it is made again. */
export type TrayAction =
  | { readonly does: 'show' | 'quit' | 'stop-all' }
  | { readonly does: 'ask-window'; readonly request: WindowRequest }
  | { readonly does: 'start' | 'stop' | 'restart' | 'open-folder'; readonly sandbox: string }

export interface TrayItem {
  /** Absent: a line between groups. */
  readonly label?: string
  /** Absent on what is only told. */
  readonly action?: TrayAction
  readonly items?: readonly TrayItem[]
}

/** How many sandboxes have a submenu; the rest is a number. */
const shownAtMost = 6

const line: TrayItem = {}

export function toTrayState({ sandboxes, backends, unseen, waiting }: TrayData): TrayState {
  if (unseen.length + waiting.length > 0) return 'attention'
  if (sandboxes.some(isUp)) return 'running'
  return backends && !backends.some(({ detection }) => detection.state === 'ready') ? 'none' : 'idle'
}

/** What the icon says when it is pointed at or read out: the state is never told by its drawing alone. */
export function toTrayTip(data: TrayData, translate: Translate): string {
  const isOnlyWaiting = data.unseen.length === 0 && data.waiting.length > 0
  const wanted = isOnlyWaiting ? data.waiting : data.unseen
  const names = data.sandboxes.filter(({ id }) => wanted.includes(id)).map(({ name }) => name)
  return translate({ key: `host.tray.tip.${isOnlyWaiting ? 'waiting' : toTrayState(data)}`, params: { count: data.sandboxes.filter(isUp).length, names: names.join(', ') } })
}

/** Ids of the running sandboxes that have a submenu. */
export function listShownRunning({ sandboxes }: Pick<TrayData, 'sandboxes'>): string[] {
  return newestFirst(sandboxes).slice(0, shownAtMost).flatMap(({ id, status }) => (status === 'running' ? [id] : []))
}

export function createTrayMenu(data: TrayData, translate: Translate): TrayItem[] {
  const say = (key: string, params?: Record<string, string | number>): string => translate({ key: `host.tray.${key}`, ...(params && { params }) })
  const recent = newestFirst(data.sandboxes)
  const rest = recent.length - shownAtMost
  const running = data.sandboxes.filter(({ status }) => status === 'running').length
  return [
    { label: say('create'), action: askWindow('create-sandbox') },
    { label: say('quick_run'), action: askWindow('quick-run') },
    line,
    ...recent.slice(0, shownAtMost).map((sandbox) => createSandboxItem(sandbox, data, translate)),
    ...(rest > 0 ? [{ label: say('more', { count: rest }), action: askWindow('show-sandboxes') }] : []),
    ...(running > 0 ? [{ label: say('stop_all', { count: running }), action: { does: 'stop-all' } as const }] : []),
    ...(recent.length > 0 ? [line] : []),
    ...(data.backends ?? []).map((backend) => createBackendItem(backend, translate)),
    ...(data.backends ? [line] : []),
    { label: say('open'), action: { does: 'show' } },
    { label: say('settings'), action: askWindow('show-settings') },
    line,
    { label: say('quit'), action: { does: 'quit' } }
  ]
}

function createSandboxItem(sandbox: SandboxView, data: TrayData, translate: Translate): TrayItem {
  const { id, name, status, backend, spec } = sandbox
  const usage = data.usage?.get(id)
  const told = translate({ key: data.waiting.includes(id) ? 'window.attention.waiting' : `window.status.${status}` })
  const say = (key: string, params?: Record<string, string | number>): string => translate({ key: `host.tray.${key}`, ...(params && { params }) })
  const [isRunning, isThere] = [status === 'running', status === 'running' || status === 'stopped' || status === 'failed']
  const of = (does: 'start' | 'stop' | 'restart' | 'open-folder', isPossible: boolean): Pick<TrayItem, 'action'> => (isPossible ? { action: { does, sandbox: id } } : {})
  return {
    label: say('sandbox', { name, status: told }),
    items: [
      ...(isRunning && usage ? [{ label: say('usage', toFigures(usage)) }, line] : []),
      { label: say('shell'), ...(isRunning && { action: askWindow('open-terminal', id) }) },
      isRunning ? { label: say('stop'), ...of('stop', true) } : { label: say('start'), ...of('start', isThere) },
      { label: say('restart'), ...of('restart', isRunning) },
      line,
      { label: say('details'), action: askWindow('open-sandbox', id) },
      { label: say('folder'), ...of('open-folder', folderOf(sandbox) !== null) },
      { label: say('logs'), action: askWindow('open-logs', id) },
      line,
      { label: `${backendTitles[backend]} · ${spec.image}` },
      { label: say('resources', { count: spec.vcpus, memory: spec.memoryMb }) },
      line,
      { label: say('remove'), ...(status !== 'unknown' && { action: askWindow('remove-sandbox', id) }) }
    ]
  }
}

/** With the time of the reading: what is not watched is never told as if it were now. */
function toFigures({ cpuPercent, memoryBytes, at }: Usage): Record<string, string | number> {
  return { cpu: Math.round(cpuPercent ?? 0), memory: Math.max(1, Math.round(memoryBytes / 1_048_576)), at: Date.parse(at) }
}

function createBackendItem({ kind, detection: { state, version } }: BackendView, translate: Translate): TrayItem {
  const told = translate({ key: `window.backends.states.${state}` })
  return { label: [backendTitles[kind], ...(version !== undefined && state === 'ready' ? [version] : []), '·', told].join(' '), action: askWindow('show-backends') }
}

function askWindow(command: WindowRequest['command'], sandbox?: string): TrayAction {
  return { does: 'ask-window', request: { command, ...(sandbox !== undefined && { sandbox }) } }
}

function isUp({ status }: SandboxView): boolean {
  return status === 'running' || status === 'starting'
}

function newestFirst(sandboxes: readonly SandboxView[]): SandboxView[] {
  return sandboxes.toSorted((one, other) => latest(other) - latest(one))
}

function latest({ startedAt, createdAt }: SandboxView): number {
  return Date.parse(startedAt ?? createdAt)
}
