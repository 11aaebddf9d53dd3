import { backendKinds, type BackendKind } from '#contract/backend-kind'
import type { SandboxList, SandboxView } from '#contract/sandbox'
import type { MetadataDocument, SandboxRecord } from '../records'
import { restoreLost, unseenBackends } from './adopt'
import { type SandboxContext, runInBackground } from './context'
import { observeBackend, observeRecord, type BackendObservation } from './observe'
import { judge, toView, type Observation } from './view'
import type { Task } from '#contract/progress'

/** Knowledge in the file is renewed when it is older than this although nothing changed, in milliseconds. */
const renewAfterMs = 10 * 60_000

export interface ListOptions {
  readonly signal?: AbortSignal
  /** Backends to ask although no record lives there (to notice what belongs to us). */
  readonly alsoAsk?: readonly BackendKind[]
}

/** Every sandbox, by name, each backend asked at once and within its own time. */
export async function listSandboxes(context: SandboxContext, options: ListOptions = {}): Promise<SandboxList> {
  const store = await context.metadata()
  const first = await store.read()
  const asked = new Set<BackendKind>([...unseenBackends(context, first), ...(options.alsoAsk ?? [])])
  let observed = await observeAll(context, first, asked, options.signal)
  const restored = await restoreLost(context, first, observed)
  const document = restored.count > 0 ? await store.read() : first
  if (restored.count > 0) observed = await observeAll(context, document, asked, options.signal)
  remember(context, document, observed)
  return {
    sandboxes: toViews(context, document, observed),
    unreachable: observed.filter((backend) => backend.error && hasRecords(document, backend.kind)).map(({ kind, error }) => ({ backend: kind, error: error as NonNullable<typeof error> })),
    notices: [...store.notices(), ...(restored.count > 0 ? [{ key: 'core.restored_from_labels', params: { count: restored.count } }] : [])]
  }
}

/** Asks every engine on which sandboxes live once, and does nothing with the answers: it is open then. */
export async function openEngines(context: SandboxContext): Promise<void> {
  const document = await (await context.metadata()).read()
  await Promise.all(backendKinds.filter((kind) => hasRecords(document, kind)).map((kind) => observeBackend(context, kind, [], context.closing.signal)))
}

/** One sandbox as it is now. */
export async function viewRecord(context: SandboxContext, record: SandboxRecord, task: Task): Promise<SandboxView> {
  return viewObserved(context, record, await observeRecord(context, record, task))
}

export function viewObserved(context: SandboxContext, record: SandboxRecord, observation: Observation): SandboxView {
  return toView(record, observation, {
    isolation: context.registry.get(record.backend).isolation,
    operation: context.operations.get(record.id),
    isCreatorAlive: isCreatorAlive(context, record),
    isSettingUp: context.settingUp.has(record.id)
  })
}

function observeAll(context: SandboxContext, document: MetadataDocument, alsoAsk: ReadonlySet<BackendKind>, signal?: AbortSignal): Promise<BackendObservation[]> {
  const kinds = backendKinds.filter((kind) => hasRecords(document, kind) || alsoAsk.has(kind))
  return Promise.all(kinds.map((kind) => observeBackend(context, kind, recordsOf(document, kind), signal)))
}

function toViews(context: SandboxContext, document: MetadataDocument, observed: readonly BackendObservation[]): SandboxView[] {
  const views = observed.flatMap(({ kind, observations }) =>
    recordsOf(document, kind).map((record) => viewObserved(context, record, observations.get(record.id) ?? { type: 'unasked', reason: { key: 'core.not_asked' } }))
  )
  return views.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Keeps what was just learnt, for the day the backend is down. Nobody waits for it. */
function remember(context: SandboxContext, document: MetadataDocument, observed: readonly BackendObservation[]): void {
  const learnt = new Map<string, SandboxRecord>()
  for (const { observations, kind } of observed) {
    for (const record of recordsOf(document, kind)) {
      const update = learn(context, record, observations.get(record.id))
      if (update) learnt.set(record.id, update)
    }
  }
  if (learnt.size === 0) return
  runInBackground(context, 'could not keep what was learnt', async () => {
    const store = await context.metadata()
    await store.update((now) => {
      const sandboxes = { ...now.sandboxes }
      for (const [id, { lastKnown, objectId, wanted }] of learnt) {
        const record = sandboxes[id]
        if (!record) continue
        const { creating, ...rest } = record
        const isFinished = record.objectId === null && objectId !== null
        sandboxes[id] = isFinished ? { ...rest, objectId, lastKnown, wanted } : { ...rest, lastKnown, ...(creating && { creating }) }
      }
      return { ...now, sandboxes }
    })
  })
}

/** The record as it should be kept after this observation; undefined when nothing worth a write was learnt. */
function learn(context: SandboxContext, record: SandboxRecord, observation: Observation | undefined): SandboxRecord | undefined {
  if (!observation || observation.type === 'unasked' || context.operations.has(record.id)) return undefined
  if (record.creating && isCreatorAlive(context, record)) return undefined
  const { status } = judge(record, observation, { isCreatorAlive: false })
  const isOld = observation.at - Date.parse(record.lastKnown.at) > renewAfterMs
  const isFound = record.objectId === null && observation.type === 'seen'
  if (status === record.lastKnown.status && !isOld && !isFound) return undefined
  return {
    ...record,
    objectId: observation.type === 'seen' ? observation.object.objectId : record.objectId,
    lastKnown: { status, at: new Date(observation.at).toISOString() }
  }
}

function isCreatorAlive(context: SandboxContext, record: SandboxRecord): boolean {
  return record.creating !== undefined && context.ports.host.isAlive(record.creating)
}

function recordsOf(document: MetadataDocument, kind: BackendKind): SandboxRecord[] {
  return Object.values(document.sandboxes).filter((record) => record.backend === kind)
}

function hasRecords(document: MetadataDocument, kind: BackendKind): boolean {
  return Object.values(document.sandboxes).some((record) => record.backend === kind)
}
