import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { EngineObject, ObjectRef } from '#core/ports'
import type { EngineContext } from './context'
import { EngineProblem, withErrors } from './errors'
import { containerRows } from './container-rows'
import { containerSchema, toEngineObject, toEngineObjectOfRow, type Container } from './inspect'
import { label } from './labels'
import { ensureSharedNetwork, removeOwnNetwork, unclearNetwork } from './network'
import { toStartError } from './start-error'

/**
 * Starts and looks once: a main process that ends at once is told as a failed start. The bridge that
 * all share is made when the engine misses it, which costs the usual start nothing.
 */
export async function startObject(context: EngineContext, ref: ObjectRef, task: Task): Promise<EngineObject> {
  const { api } = context
  return await withErrors(api.info, ref.name, async () => {
    try {
      await postStart(context, ref, task)
    } catch (error) {
      await recoverStart(context, ref, error, task)
    }
    const container = await inspectContainer(context, ref, task)
    const object = toOurs(context, container, ref)
    if (object.state === 'running') return object
    throw toStartError({ ...object, name: ref.name }, container.State.Error || `exit code ${container.State.ExitCode}`)
  })
}

async function postStart({ api }: EngineContext, ref: ObjectRef, task: Task): Promise<void> {
  await api.text({ method: 'POST', path: `/containers/${ref.objectId}/start`, signal: task.signal })
}

/** Others may be making the bridge just now, each of them once. */
const networkAttempts = 3

/** What can be mended is mended and tried once more. */
async function recoverStart(context: EngineContext, ref: ObjectRef, error: unknown, task: Task): Promise<void> {
  if (!(error instanceof EngineProblem)) throw error
  if (unclearNetwork.test(error.detail) && context.quirks.network === 'shared-bridge') return await startOnSharedNetwork(context, ref, task)
  if (/paused/i.test(error.detail)) {
    await context.api.text({ method: 'POST', path: `/containers/${ref.objectId}/unpause`, signal: task.signal })
    return
  }
  await failStart(context, ref, error, task)
}

async function startOnSharedNetwork(context: EngineContext, ref: ObjectRef, task: Task): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await ensureSharedNetwork(context.api, task)
    try {
      return await postStart(context, ref, task)
    } catch (error) {
      const isUnclear = error instanceof EngineProblem && unclearNetwork.test(error.detail)
      if (!isUnclear || attempt === networkAttempts) await failStart(context, ref, error, task)
    }
  }
}

async function failStart(context: EngineContext, ref: ObjectRef, error: unknown, task: Task): Promise<never> {
  if (!(error instanceof EngineProblem)) throw error
  const object = toOurs(context, await inspectContainer(context, ref, task), ref)
  throw toStartError({ ...object, name: ref.name }, error.detail, error)
}

export async function stopObject({ api }: EngineContext, ref: ObjectRef, graceMs: number, task: Task): Promise<void> {
  const query = { t: Math.ceil(graceMs / 1000) }
  await withErrors(api.info, ref.name, async () => {
    await api.text({ method: 'POST', path: `/containers/${ref.objectId}/stop`, query, signal: task.signal })
  })
}

/** Removes the container with its anonymous volumes and its bridge. Gone already, or being removed by another hand, is done. */
export async function removeObject(context: EngineContext, ref: ObjectRef, force: boolean, task: Task): Promise<void> {
  const { api, quirks } = context
  try {
    await withErrors(api.info, ref.name, async () => {
      await api.text({ method: 'DELETE', path: `/containers/${ref.objectId}`, query: { force, v: true }, signal: task.signal })
    }, (problem) => refusal(problem, ref))
  } catch (error) {
    if (!AppError.is(error, 'SANDBOX_MISSING')) throw error
  }
  await removeOwnNetwork(api, quirks, ref, task.signal)
}

function refusal(problem: EngineProblem, ref: ObjectRef): AppError | undefined {
  if (/removal .* in progress|being removed/i.test(problem.detail)) return new AppError('SANDBOX_MISSING', { name: ref.name }, { cause: problem })
  if (/running|paused/i.test(problem.detail)) return new AppError('SANDBOX_RUNNING', { name: ref.name }, { cause: problem })
  return undefined
}

export async function inspectObject(context: EngineContext, ref: ObjectRef, task: Task): Promise<EngineObject | null> {
  try {
    return await withErrors(context.api.info, ref.name, async () => toEngineObject(await inspectContainer(context, ref, task)))
  } catch (error) {
    if (AppError.is(error, 'SANDBOX_MISSING')) return null
    throw error
  }
}

export async function inspectContainer({ api }: EngineContext, { objectId }: Pick<ObjectRef, 'objectId'>, { signal }: Pick<Task, 'signal'>): Promise<Container> {
  return await api.json({ method: 'GET', path: `/containers/${objectId}/json`, signal }, containerSchema)
}

export async function listObjects({ api }: EngineContext, task: Task): Promise<EngineObject[]> {
  const query = { all: true, filters: { label: [label.id] } }
  return await withErrors(api.info, '', async () => {
    const rows = await api.json({ method: 'GET', path: '/containers/json', query, signal: task.signal }, containerRows)
    return rows.flatMap((row) => toEngineObjectOfRow(row) ?? [])
  })
}

export async function renameObject({ api }: EngineContext, ref: ObjectRef, container: string, task: Task): Promise<void> {
  await withErrors(api.info, ref.name, async () => {
    await api.text({ method: 'POST', path: `/containers/${ref.objectId}/rename`, query: { name: container }, signal: task.signal })
  }, (problem) => toNameTaken(problem, container))
}

/** Docker says so with 409, Podman with 500 or 409: the words are the same. */
export function toNameTaken(problem: EngineProblem, container: string): AppError | undefined {
  if (!/name .*already in use/i.test(problem.detail)) return undefined
  return new AppError('NAME_TAKEN_IN_ENGINE', { name: container.replace(/^agentkernel-/, ''), container }, { cause: problem })
}

/** An object of ours by the engine's answer; one whose labels are not ours is not the one that was asked for. */
export function toOurs({ api }: EngineContext, container: Container, ref: Pick<ObjectRef, 'sandboxId'>): EngineObject {
  const object = toEngineObject(container)
  if (object) return object
  throw new AppError('ENGINE_FAILED', { backend: api.info.kind, detail: `container ${container.Id.slice(0, 12)} is not sandbox ${ref.sandboxId}` })
}

