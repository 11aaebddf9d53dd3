import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { EngineObject, ObjectRef } from '#core/ports'
import { toState } from './changes'
import type { ContainerInfo } from './container-json'
import { converting, findContainer, listContainers, ownTask, requireContainer, type EngineContext } from './context'
import { toEngineObject } from './engine-object'
import { orphaned } from './failures'
import { letGoScript, shellPath } from './keep-alive'
import { label } from './labels'
import { keepOrphans, mayBeOrphan, toJobLabel } from './orphans'
import { findTaken } from './ports'
import { deadlines } from './program'
import { ProgramFailure } from './program-failure'
import { removeVolumes } from './volumes'

export async function listObjects(context: EngineContext, task: Task): Promise<EngineObject[]> {
  const containers = await listContainers(context, task)
  const orphans = await keepOrphans(containers, context.probe, task.signal)
  return containers.flatMap((container) => toEngineObject(container, { isOrphan: orphans.has(container.id), withSpec: false }) ?? [])
}

export async function inspectObject(context: EngineContext, ref: Pick<ObjectRef, 'objectId'>, task: Task): Promise<EngineObject | null> {
  const container = await findContainer(context, ref, task)
  return container && toEngineObject(container, { isOrphan: await isOrphan(context, container, task), withSpec: true })
}

async function isOrphan({ probe }: EngineContext, container: ContainerInfo, { signal }: Pick<Task, 'signal'>): Promise<boolean> {
  return (await keepOrphans([container], probe, signal)).has(container.id)
}

/** Starts one at a time: the service would make the others wait, with our deadlines running. */
export async function startObject(context: EngineContext, ref: ObjectRef, task: Task): Promise<EngineObject> {
  return await converting({ name: ref.name }, () => context.starts.run(task.signal, () => startNow(context, ref, task, letGo)))
}

/** Boots the machine without letting the main process go. */
export async function startHeld(context: EngineContext, ref: ObjectRef, task: Task): Promise<void> {
  await converting({ name: ref.name }, () => context.starts.run(task.signal, () => startNow(context, ref, task, async () => true)))
}

async function startNow(context: EngineContext, ref: ObjectRef, task: Task, whenUp: typeof letGo): Promise<EngineObject> {
  try {
    await context.program.run({ args: ['start', ref.objectId], deadlineMs: deadlines.start, signal: task.signal })
  } catch (error) {
    throw await explainStart(context, ref, error)
  }
  const container = await requireContainer(context, ref, task)
  const isUp = await whenUp(context, ref, container, task)
  const now = isUp ? container : await requireContainer(context, ref, task)
  context.changes.changed({ id: now.id, sandboxId: ref.sandboxId, state: toState(now) })
  if (!isUp) throw new AppError('SANDBOX_START_FAILED', { name: ref.name, reason: await lastWords(context, ref) })
  const object = toEngineObject(now, { isOrphan: false, withSpec: true })
  if (!object) throw new AppError('SANDBOX_MISSING', { name: ref.name })
  return object
}

/** What a failed start was about; only then it is worth asking more. */
async function explainStart(context: EngineContext, ref: ObjectRef, error: unknown): Promise<unknown> {
  if (!(error instanceof ProgramFailure) || error.problem === 'service-off') return error
  const container = await findContainer(context, ref, ownTask(deadlines.list)).catch(() => null)
  if (!container) return error
  if (error.problem === 'orphaned' || (await isOrphan(context, container, ownTask(deadlines.list)).catch(() => false))) return orphaned(ref.name, error)
  if (error.problem === 'port-taken') return new AppError('PORT_TAKEN', { port: (await findTaken(container.ports)) ?? container.ports.map(({ hostPort }) => hostPort).join(', ') }, { cause: error })
  if (error.problem !== 'other' && error.problem !== 'not-running') return error
  return new AppError('SANDBOX_START_FAILED', { name: ref.name, reason: error.detail }, { cause: error })
}

/**
 * True when commands work. The same command lets a held program go and opens private volumes, which belong to
 * root, to the sandbox's user. A command that is not found was tried: that is proof enough.
 */
async function letGo({ program }: EngineContext, { objectId }: ObjectRef, container: ContainerInfo, { signal }: Task): Promise<boolean> {
  const work = [
    ...(container.user !== null && container.volumes.length > 0 ? [`chmod 1777 ${container.volumes.map(({ target }) => quote(target)).join(' ')} 2>/dev/null || true`] : []),
    ...(container.labels[label.held] === 'true' ? [letGoScript] : [])
  ]
  const command = work.length > 0 ? ['--user=0:0', objectId, shellPath, '-c', work.join('; ')] : [objectId, 'true']
  const answer = await program.ask({ args: ['exec', ...command], deadlineMs: deadlines.exec, signal })
  if (answer.exitCode === 0) return true
  const failure = program.toFailure('exec', answer)
  if (failure.problem === 'service-off' || failure.problem === 'helper-died') throw failure
  return failure.problem === 'program-missing' || failure.problem === 'program-unusable'
}

function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`
}

/** No exit code is kept: what the main process said last is the best reason there is. */
async function lastWords({ program }: EngineContext, { objectId }: ObjectRef): Promise<string> {
  const answer = await program.ask({ args: ['logs', '-n', '3', objectId], deadlineMs: deadlines.list, signal: deadlineSignal(deadlines.list) }).catch(() => null)
  const words = answer?.exitCode === 0 ? answer.stdout.trim() : ''
  return words === '' ? 'the main process ended at once' : words.slice(-500)
}

export async function stopObject(context: EngineContext, ref: ObjectRef, graceMs: number, task: Task): Promise<void> {
  await converting({ name: ref.name }, async () => {
    const seconds = Math.ceil(graceMs / 1_000)
    await retrying(context, task, ['resource-busy'], () =>
      context.program.run({ args: ['stop', '--time', String(seconds), ref.objectId], deadlineMs: graceMs + deadlines.stop, signal: task.signal })
    )
    const container = await requireContainer(context, ref, task)
    if (container.isRunning) throw new AppError('ENGINE_FAILED', { backend: 'apple', detail: `container stop left ${ref.objectId} running` })
    // After a crash of the service stopping is said to have worked, and nothing was done.
    if (await isOrphan(context, container, task)) await context.probe.bootOut(toJobLabel(container.id), task.signal)
    context.changes.changed({ id: container.id, sandboxId: ref.sandboxId, state: toState(container) })
  })
}

/** Removing is done when it is not listed any more; what the program says on the way does not matter. */
export async function removeObject(context: EngineContext, ref: ObjectRef, force: boolean, task: Task): Promise<void> {
  await converting({ name: ref.name }, async () => {
    const container = await findContainer(context, ref, task)
    if (container) {
      if (!force && (container.isRunning || (mayBeOrphan(container) && (await isOrphan(context, container, task))))) throw new AppError('SANDBOX_RUNNING', { name: ref.name })
      await deleteContainer(context, ref, force, task)
    }
    await removeVolumes(context, ref.objectId, container?.volumes.map(({ name }) => name), task)
    context.changes.removed({ id: ref.objectId, sandboxId: ref.sandboxId })
    context.withoutShell.delete(ref.objectId)
  })
}

async function deleteContainer(context: EngineContext, ref: ObjectRef, force: boolean, task: Task): Promise<void> {
  const remove = (): Promise<unknown> =>
    context.program.run({ args: ['delete', ...(force ? ['--force'] : []), ref.objectId], deadlineMs: deadlines.remove, signal: task.signal })
  try {
    await retrying(context, task, ['stale-process', 'resource-busy'], remove)
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error
    if ((await findContainer(context, ref, task)) === null) return
    if (error.problem !== 'stale-process' || !force) throw error
    // The service remembers a command that its machine does not know: a fresh start forgets it.
    await context.program.ask({ args: ['stop', '--time', '1', ref.objectId], deadlineMs: deadlines.stop, signal: task.signal })
    await context.starts.run(task.signal, () => context.program.ask({ args: ['start', ref.objectId], deadlineMs: deadlines.start, signal: task.signal }))
    await remove()
  }
}

const attempts = 3
const betweenAttemptsMs = 500

async function retrying<T>({ clock }: EngineContext, { signal }: Task, problems: readonly ProgramFailure['problem'][], work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === attempts || !(error instanceof ProgramFailure) || !problems.includes(error.problem)) throw error
      await clock.sleep(betweenAttemptsMs, signal)
    }
  }
}
