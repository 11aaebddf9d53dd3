import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { SandboxView } from '#contract/sandbox'
import type { SandboxContext } from './context'
import { recreateSandbox } from './create'
import { isVerified, verifyStart } from './verify'
import { viewObserved, viewRecord } from './list'
import { observeRecord } from './observe'
import { deleteRecord, getRecord } from './records'
import type { SandboxRecord } from '../records'
import { forgetAside } from './set-aside'
import { sweepInBackground } from './sweep'

/** One sandbox with what is enforced: looked at inside now when nobody did since its last start. */
export async function getSandbox(context: SandboxContext, reference: string, task: Task): Promise<SandboxView> {
  const record = await getRecord(context, reference)
  const observation = await observeRecord(context, record, task)
  if (observation.type !== 'seen' || observation.object.state !== 'running' || isVerified(record, observation.object)) {
    return viewObserved(context, record, observation)
  }
  const engine = await context.registry.open(record.backend, task)
  await verifyStart(context, engine, record, observation.object).catch((error: unknown) => context.ports.log.warn('could not look inside a sandbox', { error: String(error) }))
  return viewObserved(context, await getRecord(context, record.id), observation)
}

/** Gives a sandbox another name, in the file and, where it can be done, in the engine. */
export async function renameSandbox(context: SandboxContext, input: { sandbox: string; name: string }, task: Task): Promise<SandboxView> {
  const { id } = await getRecord(context, input.sandbox)
  return await context.locks.run(id, async () => {
    const store = await context.metadata()
    const document = await store.update((now) => {
      const record = now.sandboxes[id]
      if (!record) throw new AppError('SANDBOX_NOT_FOUND', { name: input.sandbox })
      if (Object.values(now.sandboxes).some((other) => other.name === input.name && other.id !== id)) throw new AppError('SANDBOX_EXISTS', { name: input.name })
      return { ...now, sandboxes: { ...now.sandboxes, [id]: { ...record, name: input.name } } }
    })
    const record = document.sandboxes[id]
    if (!record) throw new AppError('SANDBOX_NOT_FOUND', { name: input.sandbox })
    await renameInEngine(context, record.backend, { sandboxId: id, objectId: record.objectId }, input.name, task)
    context.changes.emit(id)
    return await viewRecord(context, record, task)
  })
}

/** Makes a missing sandbox again. Harmless when it is there, which `wasThere` says. */
export async function recreateMissing(context: SandboxContext, reference: string, task: Task): Promise<SandboxView & { wasThere: boolean }> {
  const { id } = await getRecord(context, reference)
  return await context.locks.run(id, async () => {
    const record = await getRecord(context, id)
    refuseWhileCreating(context, record)
    const observation = await observeRecord(context, record, task)
    if (observation.type === 'seen') return { ...viewObserved(context, record, observation), wasThere: true }
    if (observation.type === 'unasked') {
      throw new AppError('BACKEND_UNREACHABLE', { backend: record.backend, endpoint: record.endpoint, detail: '' }, { because: observation.reason })
    }
    return { ...(await recreateSandbox(context, record, task)), wasThere: false }
  })
}

/** Drops the record of a sandbox that its engine lost or that cannot be reached. One that is there is removed instead: it would only come back. */
export async function forgetSandbox(context: SandboxContext, reference: string, task: Task): Promise<void> {
  const { id } = await getRecord(context, reference)
  await context.locks.run(id, async () => {
    const record = await getRecord(context, id)
    refuseWhileCreating(context, record)
    const observation = await observeRecord(context, record, task)
    if (observation.type === 'seen') throw new AppError('SANDBOX_PRESENT', { name: record.name })
    await forgetAside(context, record)
    await deleteRecord(context, id)
    context.changes.emit(id)
    if (observation.type === 'missing') sweepInBackground(context, record.backend)
  })
}

function refuseWhileCreating(context: SandboxContext, record: SandboxRecord): void {
  if (record.creating && context.ports.host.isAlive(record.creating)) throw new AppError('SANDBOX_BUSY', { name: record.name, operation: 'create' })
}

/** The engine's own name is a convenience for its users; the record decides, so a failure is only logged. */
async function renameInEngine(context: SandboxContext, kind: Parameters<SandboxContext['registry']['get']>[0], object: { sandboxId: string; objectId: string | null }, name: string, task: Task): Promise<void> {
  if (object.objectId === null) return
  try {
    const engine = await context.registry.open(kind, task)
    await engine.rename?.rename({ sandboxId: object.sandboxId, name, objectId: object.objectId }, name, task)
  } catch (error) {
    context.ports.log.warn('could not rename in the engine', { error: String(error) })
  }
}
