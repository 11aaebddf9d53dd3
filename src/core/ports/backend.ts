import type { Detection, Isolation } from '#contract/backend'
import type { BackendKind } from '#contract/backend-kind'
import type { Task } from '#contract/progress'
import type { BoundPort, Finding, LogLine, Usage } from '#contract/sandbox'
import type { SandboxSpec } from '#contract/spec'
import type { Text } from '#contract/text'
import type { BackendSetup } from './backend-setup'
import type { ExecRequest, ExecSession } from './exec'
import type { HardeningPlan } from './hardening'

/**
 * The border between what the product does and the engines it does it on.
 *
 * Rules for every method of this file:
 * - `task.signal` is obeyed: on abort the method stops soon and rejects with the signal's reason
 *   (an AppError). Nothing half-made stays behind unless the method says so.
 * - Failures are AppErrors; an engine's own text goes into `detail`. No vendor type crosses.
 * - An object that the engine does not have is SANDBOX_MISSING, except for `inspect` and `remove`;
 *   what needs a running one rejects with SANDBOX_NOT_RUNNING otherwise.
 * - Methods may run at once, for different sandboxes and for the same one, unless they say otherwise.
 *   Core already takes care that one sandbox is started, stopped and removed by one hand at a time
 *   within a process; a backend survives other processes doing the same.
 * - Times are milliseconds, sizes bytes, memory in the spec MB, dates ISO 8601 in UTC.
 */
export interface Backend {
  readonly kind: BackendKind
  readonly isolation: Isolation
  /**
   * Looks whether and where the engine answers. Never throws, changes nothing, starts nothing,
   * returns within `task`'s deadline (core gives each backend its own) and tells everything it tried.
   */
  detect(task: Task): Promise<Detection>
  /**
   * Connects to the engine by the same discovery as `detect`, but asks it no more than is needed to
   * choose the endpoint (nothing for a named one, one ping for a well-known socket): this is on the
   * path of every command. Rejects with BACKEND_NOT_READY. May start a helper process that ends by itself when idle
   * (Podman's API service). Repeated calls return the same engine while it is connected.
   */
  open(task: Task): Promise<Engine>
  /** Where it could be reached, besides what is in use: contexts, connections. Reads files only. Absent where there is no choice. */
  endpoints?(task: Task): Promise<readonly EndpointCandidate[]>
  /**
   * Tells whenever something was written that may name another engine (a configuration file), without polling, until
   * `task.signal` aborts (then it ends quietly). Whoever hears it detects again and opens anew. Absent where nothing does.
   */
  watchPlaces?(task: Pick<Task, 'signal'>): AsyncIterable<void>
  /** Things the product can do about a state after the user agreed, by `remedy.action`; absent when there are none. */
  readonly remedies?: Readonly<Record<string, (task: Task) => Promise<void>>>
  /** Absent where others install what the backend needs. */
  readonly setup?: BackendSetup
  /** Releases connections and helper processes. Sandboxes go on. May be repeated. */
  close(): Promise<void>
}

/** A place of which a backend knows by its configuration. `endpoint`: as the setting takes it. */
export interface EndpointCandidate {
  readonly endpoint: string
  readonly source: string
}

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

  /**
   * Makes the engine's object, not started. The image must be present (see `images.ensure`); rejects
   * with IMAGE_NOT_FOUND otherwise. All or nothing: after a rejection nothing of it exists, except when
   * this process was killed; then `list` finds it by its labels. Not repeatable: a second call makes a
   * second object or rejects with NAME_TAKEN_IN_ENGINE. Rejects with IMAGE_WITHOUT_SHELL when no command
   * was given and the image has nothing that could keep it alive.
   */
  create(request: CreateRequest, task: Task): Promise<EngineObject>

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
}

/** How an engine names one of our objects. */
export interface ObjectRef {
  /** Our sandbox id, in the object's labels. */
  readonly sandboxId: string
  /** What the user calls it now, for sentences: an object may still carry the name it was made with. */
  readonly name: string
  /** The engine's own id, from EngineObject. */
  readonly objectId: string
}

/** What the engine is to make. */
export interface CreateRequest {
  readonly sandboxId: string
  readonly name: string
  readonly homeId: string
  readonly createdAt: string
  readonly spec: SandboxSpec
  /** What the profile means, decided by core; a backend applies it and never invents its own. */
  readonly hardening: HardeningPlan
}

/** One of our objects as the engine sees it now. */
export interface EngineObject {
  readonly sandboxId: string
  readonly objectId: string
  /** Which data directory made it. */
  readonly homeId: string
  /** From the object's name where the engine can rename, else from its labels. */
  readonly name: string
  /** An engine that forgets starts (Apple's, when its service restarts) says `created` of what was stopped too. */
  readonly state: 'created' | 'starting' | 'running' | 'stopping' | 'stopped' | 'broken'
  /** Why, when it is broken or ended badly, in the engine's words. */
  readonly detail?: string
  readonly exitCode?: number
  /** Killed by the memory limit. */
  readonly wasOutOfMemory?: boolean
  readonly createdAt?: string
  readonly startedAt?: string
  readonly ports: readonly BoundPort[]
  /** Rebuilt from labels and inspect, as far as they tell (environment values are only in inspect). Absent in `list`. */
  readonly spec?: SandboxSpec
  /** User that runs things, as configured (spec, profile or image); absent = root. Only from `create` and `inspect`. */
  readonly user?: string
  /** Image reference, always present. */
  readonly image: string
  /** Id of the image it was made of, as `EngineImage` has it; whatever the reference means by now. */
  readonly imageId?: string
}

export type EngineEvent =
  | { readonly type: 'changed'; readonly sandboxId: string; readonly objectId: string }
  | { readonly type: 'removed'; readonly sandboxId: string; readonly objectId: string }
  | { readonly type: 'lost'; readonly reason: Text }
  | { readonly type: 'resynced' }

export interface EngineImage {
  readonly id: string
  readonly references: readonly string[]
  /** `repository@sha256:…` under which registries have it; absent where the engine does not know. */
  readonly repoDigests?: readonly string[]
  /** As they are in the image: anybody's text. Absent where the engine does not tell. */
  readonly labels?: Readonly<Record<string, string>>
  readonly sizeBytes: number
  readonly createdAt?: string
}

export interface ImagePower {
  /**
   * Pulls when absent, with the user's registry credentials; never asks a registry when the image is
   * local. Reports progress per layer and in total. Rejects with IMAGE_NOT_FOUND, IMAGE_ACCESS_DENIED,
   * IMAGE_PULL_FAILED or DISK_FULL on every engine, and leaves nothing behind.
   */
  ensure(reference: string, task: Task): Promise<EngineImage>
  /** As `ensure`, but asks the registry also when the image is local. */
  pull(reference: string, task: Task): Promise<EngineImage>
  list(task: Task): Promise<EngineImage[]>
  /** Rejects with IMAGE_NOT_FOUND or IMAGE_IN_USE. */
  remove(reference: string, options: { force: boolean }, task: Task): Promise<void>
  /**
   * A local image in the form of `docker save`: a tar with `manifest.json`, the configuration and the layers, for another
   * backend to read. Never pulls: rejects with IMAGE_NOT_FOUND when it is not local. Leaving the loop ends the transfer.
   */
  save?(reference: string, task: Task): AsyncIterable<Uint8Array>
  /**
   * Takes the images of an archive on the host: of `docker save` or an OCI layout, packed with gzip or not. `file`: absolute path.
   * Rejects with FILE_NOT_FOUND or ARCHIVE_REFUSED, and leaves nothing of the image that failed.
   */
  load?(file: string, task: Task): Promise<EngineImage[]>
  /** Removes images that no sandbox stands on and nobody used lately; present where images are a cache of ours. */
  prune?(task: Task): Promise<{ readonly removed: readonly EngineImage[]; readonly freedBytes: number }>
  /** Builds from a tar of the context; absent where the engine cannot. Returns the tag. */
  build?(context: AsyncIterable<Uint8Array>, options: BuildOptions, task: Task): Promise<string>
}

export interface BuildOptions {
  /** Path inside the context. */
  readonly dockerfile: string
  readonly tag: string
  readonly target?: string
  readonly buildArguments: Readonly<Record<string, string>>
  readonly useCache: boolean
}

/**
 * Files as tar streams, made and read by the engine or inside the sandbox; never trusted: the
 * receiver unpacks under the archive rules of platform/archive.ts.
 */
export interface FilePower {
  /**
   * True when files can be read and written while the sandbox is stopped. Also where it is false, one that was
   * made to get content (`spec.copiedFrom`) and never started takes it, and its program does not run meanwhile.
   */
  readonly worksWhenStopped: boolean
  /** What is at `path`; null when nothing. Links are not followed. */
  stat(ref: ObjectRef, path: string, task: Task): Promise<FileStat | null>
  /** A tar of `path` (its base name is the first entry). Rejects with FILE_NOT_FOUND. */
  read(ref: ObjectRef, path: string, task: Task): Promise<AsyncIterable<Uint8Array>>
  /** Unpacks a tar into the directory `path`, which is made when absent. Owners in the tar are kept. PERMISSION_DENIED where the sandbox may not write. */
  write(ref: ObjectRef, path: string, archive: AsyncIterable<Uint8Array>, task: Task): Promise<void>
  /** What differs from the image, directories of changed files included, in no order; mounts and volumes are not looked into. Absent where the engine cannot compare. */
  changes?(ref: ObjectRef, task: Task): Promise<FileDifference[]>
}

export interface FileDifference {
  readonly path: string
  readonly kind: 'added' | 'modified' | 'removed'
}

export interface FileStat {
  readonly type: 'file' | 'directory' | 'link' | 'other'
  readonly sizeBytes: number
  readonly mode: number
}

export interface LogPower {
  /** Output of the main process, oldest first; ends at the end unless `follow`. `tail`: lines; `since`: ISO 8601. */
  read(ref: ObjectRef, options: { follow: boolean; tail?: number; since?: string }, task: Task): AsyncIterable<LogLine>
}

export interface UsagePower {
  /** One sample after the other until aborted, about every `intervalMs`; ends when the sandbox stops. */
  watch(ref: ObjectRef, options: { intervalMs: number }, task: Task): AsyncIterable<Usage>
}

/** What an engine keeps on disk, ours and others'. */
export interface DiskPower {
  usage(task: Task): Promise<EngineDisk>
  /** Empties the build cache and answers the bytes that were freed; absent where there is none. */
  pruneCache?(task: Task): Promise<number>
}

export interface EngineDisk {
  /** Null when the engine does not say. */
  readonly totalBytes: number | null
  readonly images: readonly { readonly id: string; readonly sizeBytes: number; readonly containers: number }[]
  /** Every container's own changes and private volumes, ours and others', by the engine's id; null where it does not tell. */
  readonly objects: readonly { readonly objectId: string; readonly sizeBytes: number | null }[]
  /** Null when there is none. */
  readonly cacheBytes: number | null
}

export interface RenamePower {
  rename(ref: ObjectRef, name: string, task: Task): Promise<void>
}
