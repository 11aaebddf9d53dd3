import type { BackendKind } from '#contract/backend-kind'
import { AppError, type ErrorData } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Remedy, Text } from '#contract/text'
import type { Engine } from '../ports/engine'
import type { EngineObject } from '../ports/engine-object'
import type { SandboxRecord } from '../records'
import { runTask } from '../task'
import type { SandboxContext } from './context'
import type { Observation } from './view'

/** Longest wait for one backend's list; the others do not wait for it. */
const listDeadlineMs = 5000

export interface BackendObservation {
  readonly kind: BackendKind
  /** Of every record of this backend, by sandbox id. */
  readonly observations: ReadonlyMap<string, Observation>
  /** Everything with our labels that the engine has, of every home. */
  readonly objects: readonly EngineObject[]
  readonly endpoint: string
  readonly engineId?: string
  /** Why it could not be asked. */
  readonly error?: ErrorData
}

/** Asks one backend about its records with one list request. Never rejects because of the backend. */
export async function observeBackend(context: SandboxContext, kind: BackendKind, records: readonly SandboxRecord[], signal?: AbortSignal): Promise<BackendObservation> {
  const { clock } = context.ports
  try {
    return await runTask(clock, { what: `list ${kind}`, deadlineMs: listDeadlineMs, ...(signal && { signal }) }, async (task) => {
      const engine = await context.registry.open(kind, task)
      return { kind, endpoint: engine.info.endpoint, ...(await observeTogether(context, engine, records, task)) }
    })
  } catch (error) {
    if (signal?.aborted) throw error
    const failure = AppError.from(error)
    return { kind, observations: new Map(records.map((record) => [record.id, unasked(failure)])), objects: [], endpoint: '', error: failure.toData() }
  }
}

type Observed = Pick<BackendObservation, 'observations' | 'objects' | 'error'>

/** One container that an engine cannot look at fails its list of all of them: each is asked about by itself then. */
async function observeTogether(context: SandboxContext, engine: Engine, records: readonly SandboxRecord[], task: Task): Promise<Observed> {
  try {
    const objects = await engine.list(task)
    return { objects, observations: await matchRecords(engine, records, objects, context.ports.clock.now(), task) }
  } catch (error) {
    if (!AppError.is(error, 'ENGINE_FAILED')) throw error
    const observed = records.map(async (record) => [record.id, record.objectId === null ? unasked(error) : await observeRecord(context, record, task)] as const)
    return { objects: [], observations: new Map(await Promise.all(observed)), error: { ...error.toData(), remedies: toRestarts(error, records) } }
  }
}

/** Engines name the container that they stumble over; what a start makes anew (its network, its mounts) is usually what broke. */
function toRestarts({ params }: AppError, records: readonly SandboxRecord[]): Remedy[] {
  const isNamed = ({ objectId }: SandboxRecord): boolean => objectId !== null && String(params['detail']).includes(objectId)
  return records.filter(isNamed).map(({ name }) => ({ text: { key: 'remedies.restart_sandbox', params: { name } }, command: `agentkernel restart ${name}` }))
}

/** Asks the engine about one record. */
export async function observeRecord(context: SandboxContext, record: SandboxRecord, task: Task): Promise<Observation> {
  try {
    const engine = await context.registry.open(record.backend, task)
    if (record.objectId === null) return (await observeBackend(context, record.backend, [record], task.signal)).observations.get(record.id) ?? missing(context)
    const object = await engine.inspect({ sandboxId: record.id, name: record.name, objectId: record.objectId }, task)
    if (object) return { type: 'seen', object, at: context.ports.clock.now() }
    return await explainAbsence(engine, record, context.ports.clock.now(), task)
  } catch (error) {
    if (task.signal.aborted) throw error
    return unasked(AppError.from(error))
  }
}

async function matchRecords(engine: Engine, records: readonly SandboxRecord[], objects: readonly EngineObject[], at: number, task: Task): Promise<Map<string, Observation>> {
  const byId = new Map(objects.map((object) => [object.sandboxId, object]))
  const observed = await Promise.all(
    records.map(async (record): Promise<[string, Observation]> => {
      const object = byId.get(record.id)
      return [record.id, object ? { type: 'seen', object: await lookCloser(engine, record, object, task), at } : await explainAbsence(engine, record, at, task)]
    })
  )
  return new Map(observed)
}

/** A list does not say how a program ended. Of those that should run and do not, somebody must ask. */
async function lookCloser(engine: Engine, record: SandboxRecord, object: EngineObject, task: Task): Promise<EngineObject> {
  if (record.wanted !== 'running' || (object.state !== 'stopped' && object.state !== 'broken')) return object
  return (await engine.inspect(object, task)) ?? object
}

/** Not there: lost by its engine, or is this another engine? Asked only now, because it costs a request. */
async function explainAbsence(engine: Engine, record: SandboxRecord, at: number, task: Task): Promise<Observation> {
  if (await isSameEngine(engine, record, task)) return { type: 'missing', at }
  return { type: 'unasked', reason: { key: 'core.another_engine', params: { endpoint: record.endpoint, now: engine.info.endpoint } } }
}

/** By its id; one whose id was never learnt (its create was killed) by where it answers. */
async function isSameEngine(engine: Engine, record: SandboxRecord, task: Task): Promise<boolean> {
  if (record.engineId === '') return record.endpoint === engine.info.endpoint
  return (await engine.identify(task)).engineId === record.engineId
}

function unasked(error: AppError): Observation {
  return { type: 'unasked', reason: toReason(error) }
}

function missing(context: SandboxContext): Observation {
  return { type: 'missing', at: context.ports.clock.now() }
}

/** An error as the reason shown beside a row. */
export function toReason(error: AppError): Text {
  return error.because ?? { key: `errors.${error.code}`, params: error.params }
}
