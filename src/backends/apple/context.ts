import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Clock, Log, Machine, ObjectRef } from '#core/ports'
import type { ChangeHub } from './changes'
import { parseContainers, type ContainerInfo } from './container-json'
import { toAppError, type Subject } from './failures'
import type { HostProbe } from './host-probe'
import { deadlines, type ContainerProgram } from './program'
import { ProgramFailure } from './program-failure'
import type { Queue } from './queue'

/** What all parts of one engine share. */
export interface EngineContext {
  readonly program: ContainerProgram
  readonly machine: Machine
  readonly clock: Clock
  readonly log: Log
  readonly probe: HostProbe
  /** The service boots one machine at a time, and starting a command waits for the same lock: we do not pile up. */
  readonly starts: Queue
  readonly changes: ChangeHub
  /** Objects in which no shell was found, so that it is looked for once. */
  readonly withoutShell: Set<string>
  /** Images by digest, whether a shell is in them. */
  readonly shells: Map<string, boolean>
  /** Ends with the engine: programs that run on (logs, commands) are ended then. */
  readonly closed: AbortSignal
}

/** All containers of this login, ours or not. */
export async function listContainers({ program }: Pick<EngineContext, 'program'>, { signal }: Pick<Task, 'signal'>): Promise<ContainerInfo[]> {
  return await converting({}, async () => parseContainers(await program.run({ args: ['list', '--all', '--format', 'json'], deadlineMs: deadlines.list, signal })))
}

/** `inspect` answers nothing at all when one of its ids is missing: the list is asked instead. */
export async function findContainer(context: EngineContext, { objectId }: Pick<ObjectRef, 'objectId'>, task: Pick<Task, 'signal'>): Promise<ContainerInfo | null> {
  return (await listContainers(context, task)).find(({ id }) => id === objectId) ?? null
}

export async function requireContainer(context: EngineContext, ref: ObjectRef, task: Pick<Task, 'signal'>): Promise<ContainerInfo> {
  const container = await findContainer(context, ref, task)
  if (!container) throw new AppError('SANDBOX_MISSING', { name: ref.name })
  return container
}

/** Converts the program's failures, once, at the edge. */
export async function converting<T>(subject: Subject, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof ProgramFailure ? toAppError(error, subject) : error
  }
}

/** Work that goes on after its caller left: taking back, looking once more. */
export function ownTask(ms: number): Task {
  return { signal: deadlineSignal(ms), progress: () => undefined }
}

