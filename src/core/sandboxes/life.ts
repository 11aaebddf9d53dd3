import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { SandboxView } from '#contract/sandbox'
import type { Engine } from '../ports/engine'
import type { EngineObject } from '../ports/engine-object'
import type { SandboxRecord } from '../records'
import { type SandboxContext, runInBackground, showOperation } from './context'
import { orExplain } from './explain-refusal'
import { viewObserved, viewRecord } from './list'
import { observeRecord } from './observe'
import { deleteRecord, getRecord, toRef, updateRecord } from './records'
import { forgetAside } from './set-aside'
import { setUpAfterStart } from './set-up'
import { sweepInBackground } from './sweep'
import { verifyStart } from './verify'

/** What a program gets to end by itself after SIGTERM, in milliseconds. */
const defaultGraceMs = 10_000

/** Starts a sandbox; harmless when it runs. */
export async function startSandbox(context: SandboxContext, reference: string, task: Task): Promise<SandboxView> {
  const { id } = await getRecord(context, reference)
  return await context.locks.run(id, async () => await startNow(context, await getRecord(context, id), task))
}

/** Stops a sandbox; harmless when it is down. Its files stay. */
export async function stopSandbox(context: SandboxContext, reference: string, graceMs: number | undefined, task: Task): Promise<SandboxView> {
  const { id } = await getRecord(context, reference)
  return await context.locks.run(id, async () => await stopNow(context, await getRecord(context, id), graceMs ?? defaultGraceMs, task))
}

export async function restartSandbox(context: SandboxContext, reference: string, graceMs: number | undefined, task: Task): Promise<SandboxView> {
  const { id } = await getRecord(context, reference)
  return await context.locks.run(id, async () => {
    await stopNow(context, await getRecord(context, id), graceMs ?? defaultGraceMs, task)
    return await startNow(context, await getRecord(context, id), task)
  })
}

/** Removes a sandbox with its files; a running one only by force. One that another hand removed meanwhile is removed. */
export async function removeSandbox(context: SandboxContext, reference: string, force: boolean, task: Task): Promise<void> {
  const { id } = await getRecord(context, reference)
  await context.locks.run(id, async () => {
    const store = await context.metadata()
    const record = (await store.read()).sandboxes[id]
    if (record) await removeNow(context, record, force, task)
  })
}

/** Starts everything that ran when the engine or the machine went down. */
export async function resumeSandboxes(context: SandboxContext, views: readonly SandboxView[], task: Task): Promise<{ started: string[]; failed: string[] }> {
  const started: string[] = []
  const failed: string[] = []
  for (const { id, name } of views.filter(({ wasRunning }) => wasRunning)) {
    await startSandbox(context, id, task).then(
      () => started.push(name),
      (error: unknown) => {
        if (task.signal.aborted) throw error
        failed.push(name)
      }
    )
  }
  return { started, failed }
}

export async function startNow(context: SandboxContext, record: SandboxRecord, task: Task): Promise<SandboxView> {
  const engine = await context.registry.open(record.backend, task)
  const { clock } = context.ports
  return await showOperation(context, record.id, 'starting', async () => {
    const begun = clock.monotonic()
    const object = await orExplain(context, record, task, () => engine.start(toRef(record), task)).catch(async (error: unknown) => {
      await keepFailure(context, record, error)
      throw error
    })
    const startMs = clock.monotonic() - begun
    return await keepStarted(context, engine, record, object, startMs)
  }).then(async (view) => {
    const now = await getRecord(context, record.id)
    const after = await setUpAfterStart(context, engine, now, task)
    return after === now ? view : await viewRecord(context, after, task)
  })
}

async function keepStarted(context: SandboxContext, engine: Engine, record: SandboxRecord, object: EngineObject, startMs: number): Promise<SandboxView> {
  const at = context.ports.clock.now()
  const keep = (now: SandboxRecord): SandboxRecord => toStarted(now, object, startMs, at)
  const started = (await updateRecord(context, record.id, keep)) ?? keep(record)
  context.operations.delete(record.id)
  if (context.ports.verifiesInBackground) runInBackground(context, 'could not look inside a sandbox', () => verifyStart(context, engine, started, object))
  return viewObserved(context, started, { type: 'seen', object, at })
}

function toStarted(record: SandboxRecord, object: EngineObject, startMs: number, at: number): SandboxRecord {
  const wasUp = object.startedAt !== undefined && object.startedAt === record.startedAt
  const { failure: _past, startMs: earlier, bootMs, ...rest } = record
  return {
    ...rest,
    ...(wasUp ? { ...(earlier !== undefined && { startMs: earlier }), ...(bootMs !== undefined && { bootMs }) } : { startMs }),
    ...(object.startedAt !== undefined && { startedAt: object.startedAt }),
    wanted: 'running',
    lastKnown: { status: 'running', at: new Date(at).toISOString() }
  }
}

async function keepFailure(context: SandboxContext, record: SandboxRecord, error: unknown): Promise<void> {
  if (!AppError.is(error, 'SANDBOX_START_FAILED')) return
  const reason = String(error.params['reason'] ?? '')
  const failure = reason === '' && error.because ? error.because : { key: 'core.start_failed', params: { reason } }
  await updateRecord(context, record.id, (now) => ({ ...now, failure, wanted: 'stopped' }))
}

export async function stopNow(context: SandboxContext, record: SandboxRecord, graceMs: number, task: Task): Promise<SandboxView> {
  const engine = await context.registry.open(record.backend, task)
  return await showOperation(context, record.id, 'stopping', async () => {
    // Said before it is done: a program that ends by our signal has not failed.
    await updateRecord(context, record.id, (now) => ({ ...now, wanted: 'stopped' }))
    task.progress({ step: 'stop', text: { key: 'progress.stopping', params: { name: record.name } } })
    await orExplain(context, record, task, () => engine.stop(toRef(record), { graceMs }, task)).catch(async (error: unknown) => {
      await updateRecord(context, record.id, (now) => ({ ...now, wanted: record.wanted }))
      throw error
    })
    context.operations.delete(record.id)
    const { failure: _past, ...rest } = await getRecord(context, record.id)
    const view = await viewRecord(context, rest, task)
    const lastKnown = { status: view.status, at: view.knownAt }
    await updateRecord(context, record.id, ({ failure: _gone, ...now }) => ({ ...now, lastKnown }))
    return view
  })
}

export async function removeNow(context: SandboxContext, record: SandboxRecord, force: boolean, task: Task, options: { keepsRecord?: boolean } = {}): Promise<void> {
  const observation = await observeRecord(context, record, task)
  if (observation.type === 'unasked') {
    const isAnother = observation.reason.key === 'core.another_engine'
    const params = { name: record.name, backend: record.backend, endpoint: record.endpoint, detail: '' }
    throw new AppError(isAnother ? 'ENGINE_CHANGED' : 'BACKEND_UNREACHABLE', params, { because: observation.reason })
  }
  if (observation.type === 'seen' && !isDown(observation.object) && !force) throw new AppError('SANDBOX_RUNNING', { name: record.name })
  task.progress({ step: 'remove', text: { key: 'progress.removing', params: { name: record.name } } })
  if (observation.type === 'seen') {
    const engine = await context.registry.open(record.backend, task)
    await showOperation(context, record.id, 'stopping', () => engine.remove(observation.object, { force }, task))
  }
  if (options.keepsRecord) return
  await forgetAside(context, record)
  await deleteRecord(context, record.id)
  context.changes.emit(record.id)
  sweepInBackground(context, record.backend)
}

function isDown({ state }: EngineObject): boolean {
  return state === 'created' || state === 'stopped' || state === 'broken'
}
