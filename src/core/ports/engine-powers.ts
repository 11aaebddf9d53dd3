import type { Task } from '#contract/progress'
import type { LogLine, Usage } from '#contract/sandbox'
import type { ObjectRef } from './engine-object'

/** A local image, as its engine lists it. */
export interface EngineImage {
  /** The engine's own id, with its algorithm (`sha256:…`). */
  readonly id: string
  /** Names with tags by which it is known here; empty where it lost them. */
  readonly references: readonly string[]
  /** `repository@sha256:…` under which registries have it; absent where the engine does not know. */
  readonly repoDigests?: readonly string[]
  /** As they are in the image: anybody's text. Absent where the engine does not tell. */
  readonly labels?: Readonly<Record<string, string>>
  /** As the engine counts it: layers that others share included. */
  readonly sizeBytes: number
  /** When it was built; absent where the engine does not tell. */
  readonly createdAt?: string
}

/** Images of the engine, ours and others'. */
export interface ImagePower {
  /**
   * Pulls when absent, with the user's registry credentials; never asks a registry when the image is
   * local. Reports progress per layer and in total. Rejects with IMAGE_NOT_FOUND, IMAGE_ACCESS_DENIED,
   * IMAGE_PULL_FAILED or DISK_FULL on every engine, and leaves nothing behind.
   */
  ensure(reference: string, task: Task): Promise<EngineImage>
  /** As `ensure`, but asks the registry also when the image is local. */
  pull(reference: string, task: Task): Promise<EngineImage>
  /** Every image that is local, without those that only stand under another. Order undefined. */
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

/** How an image is built of a context. */
export interface BuildOptions {
  /** Path inside the context. */
  readonly dockerfile: string
  /** What the image is called afterwards, tag included. */
  readonly tag: string
  /** Stage at which to stop; default: the last. */
  readonly target?: string
  readonly buildArguments: Readonly<Record<string, string>>
  /** False: every step is done anew. */
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

/** One way in which a sandbox's files are not those of its image. */
export interface FileDifference {
  /** Absolute, inside the sandbox. */
  readonly path: string
  readonly kind: 'added' | 'modified' | 'removed'
}

/** What is at a path. */
export interface FileStat {
  readonly type: 'file' | 'directory' | 'link' | 'other'
  readonly sizeBytes: number
  /** Permission bits only. */
  readonly mode: number
}

/** What the main process said. */
export interface LogPower {
  /** Output of the main process, oldest first; ends at the end unless `follow`. `tail`: lines; `since`: ISO 8601. */
  read(ref: ObjectRef, options: { follow: boolean; tail?: number; since?: string }, task: Task): AsyncIterable<LogLine>
}

/** What a running sandbox takes of the machine. */
export interface UsagePower {
  /** One sample after the other until aborted, about every `intervalMs`; ends when the sandbox stops. */
  watch(ref: ObjectRef, options: { intervalMs: number }, task: Task): AsyncIterable<Usage>
}

/** What an engine keeps on disk, ours and others'. */
export interface DiskPower {
  /** Asks the engine to add up what lies there: may take many seconds on a full disk. */
  usage(task: Task): Promise<EngineDisk>
  /** Empties the build cache and answers the bytes that were freed; absent where there is none. */
  pruneCache?(task: Task): Promise<number>
}

/** Bytes on the engine's disk, by what takes them. */
export interface EngineDisk {
  /** Null when the engine does not say. */
  readonly totalBytes: number | null
  readonly images: readonly { readonly id: string; readonly sizeBytes: number; readonly containers: number }[]
  /** Every container's own changes and private volumes, ours and others', by the engine's id; null where it does not tell. */
  readonly objects: readonly { readonly objectId: string; readonly sizeBytes: number | null }[]
  /** Null when there is none. */
  readonly cacheBytes: number | null
}

/** Another name for an object that stays the same, running or not. */
export interface RenamePower {
  /** Rejects with NAME_TAKEN_IN_ENGINE; the object then keeps its name. */
  rename(ref: ObjectRef, name: string, task: Task): Promise<void>
}
