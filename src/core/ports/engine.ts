import type { BackendKind } from '#contract/backend-kind'
import type { Task } from '#contract/progress'
import type { Finding } from '#contract/sandbox'
import type { CreatedObject, CreateRequest, EngineEvent, EngineObject, ObjectRef } from './engine-object'
import type { DiskPower, FilePower, ImagePower, LogPower, RenamePower, UsagePower } from './engine-powers'
import type { ExecRequest, ExecSession } from './exec'
import type { NetworkPower } from './network-power'

/** What is known of a connection without asking. */
export interface EngineInfo {
  readonly kind: BackendKind
  /** Where, without credentials: what the user sees and what a sandbox's record keeps. */
  readonly endpoint: string
}

/** Who answers at the endpoint. */
export interface EngineIdentity {
  readonly version: string
  /** The engine's own stable id (Docker's `ID`): tells two engines behind one endpoint apart. */
  readonly engineId: string
  readonly isRootless: boolean
}

/** A connection to one engine. */
export interface Engine {
  readonly info: EngineInfo

  /**
   * One cheap question with a short deadline of its own: does the right engine answer? Rejects with BACKEND_NOT_READY.
   * Asked before something is made on it; absent where `open` has made sure already.
   */
  ping?(task: Task): Promise<void>

  /**
   * Asks the engine who it is, once; later calls are answered from memory until the connection
   * breaks. Kept out of `open` because one quick command must not pay for it: core asks when it
   * creates, lists, or when an object it knows is not found.
   */
  identify(task: Task): Promise<EngineIdentity>

  /**
   * Says what this engine could not do of a spec, before anything is made. Never changes anything.
   * `weaker` findings do not prevent creation; problems that would are thrown (NOT_SUPPORTED, INVALID_INPUT).
   */
  validate(request: CreateRequest, task: Task): Promise<Finding[]>

  /** More `weaker` findings of that kind, which the engine must be asked for at length: nobody waits for them. */
  foresee?(request: CreateRequest, task: Task): Promise<Finding[]>

  /** True where what `create` answers tells it all (`CreatedObject.learnt`): then neither `identify` nor `foresee` is asked beside it. */
  readonly tellsWhenCreating?: boolean

  /**
   * Makes the engine's object, not started. The image must be present (see `images.ensure`); rejects
   * with IMAGE_NOT_FOUND otherwise. All or nothing: after a rejection nothing of it exists, except when
   * this process was killed; then `list` finds it by its labels. Not repeatable: a second call makes a
   * second object or rejects with NAME_TAKEN_IN_ENGINE. Rejects with IMAGE_WITHOUT_SHELL when no command
   * was given and the image has nothing that could keep it alive.
   */
  create(request: CreateRequest, task: Task): Promise<CreatedObject>

  /**
   * Returns when `exec` would work. Starting a running object is harmless. Rejects with PORT_TAKEN,
   * MOUNT_SOURCE_MISSING or SANDBOX_START_FAILED (reason: the engine's words or the exit code); the
   * object then exists and is stopped. `findings` compares what was asked with what the engine says;
   * the look inside is `verify`.
   */
  start(ref: ObjectRef, task: Task): Promise<EngineObject>

  /** SIGTERM, then SIGKILL after `graceMs`. Files stay. Stopping a stopped object is harmless. Returns when it is down. */
  stop(ref: ObjectRef, options: { graceMs: number }, task: Task): Promise<void>

  /**
   * Removes the object with its files and private volumes. A running one only with `force`, which stops it first;
   * else it rejects with SANDBOX_RUNNING. Removing one that is gone is harmless.
   */
  remove(ref: ObjectRef, options: { force: boolean }, task: Task): Promise<void>

  /** Null when the engine does not have it. */
  inspect(ref: ObjectRef, task: Task): Promise<EngineObject | null>

  /** All objects that carry our labels, of every home; one request to the engine, not one per object. Order undefined. */
  list(task: Task): Promise<EngineObject[]>

  /**
   * Removes what the engine keeps beside objects (a bridge, a disk) for sandboxes of this home that have no object and
   * that `isKnown` does not know: a kill, or somebody behind our back, left it. `isKnown` is asked after the engine was,
   * so that a creation which has just begun is known. Absent where nothing can be left. Harmless to repeat.
   */
  sweep?(homeId: string, isKnown: (sandboxId: string) => Promise<boolean>, task: Task): Promise<void>

  /**
   * Called once per object by a host that just started: re-attaches whatever the engine needs attached
   * (port forwards, console pumps). Docker and Podman need nothing. Harmless to repeat.
   */
  recover(ref: ObjectRef, task: Task): Promise<void>

  /**
   * Runs a command. Resolves when it was started or is known not to start (then the session
   * exits with 126 or 127). Rejects with SANDBOX_NOT_RUNNING. `task.signal` aborts only the start;
   * afterwards `session.kill` ends it.
   */
  exec(ref: ObjectRef, request: ExecRequest, task: Task): Promise<ExecSession>

  /**
   * Looks inside a running object and at the engine's answer, and compares with `plan`
   * (capabilities, seccomp, no-new-privileges, mounts, network, limits). Costs at most one exec.
   */
  verify(ref: ObjectRef, request: CreateRequest, task: Task): Promise<Finding[]>

  /**
   * Changes of our objects as they happen, until `task.signal` aborts (then it ends quietly).
   * Survives dropped connections by itself: yields `lost` when the engine stopped answering and
   * `resynced` when it is back, after which the receiver lists again. Never replays the past.
   * `isQuiet`: asks the engine nothing while nothing happens, and may notice later that it has fallen silent.
   */
  watch(task: Task, options?: { readonly isQuiet?: boolean }): AsyncIterable<EngineEvent>

  /** Optional powers: present or absent, no flag beside them. */
  readonly images?: ImagePower
  readonly files?: FilePower
  readonly logs?: LogPower
  readonly usage?: UsagePower
  readonly rename?: RenamePower
  readonly disk?: DiskPower
  readonly network?: NetworkPower
}
