import type { Engine } from '#core/ports'

/** What a backend brings to prove itself: the engine, and the few things the suite cannot do through the port. */
export interface EngineFixture {
  readonly engine: Engine
  /** A local image with a shell and the usual small tools (busybox will do), run as root. */
  readonly image: string
  /** A local image with `/bin/true` and `/bin/sleep` and no shell. */
  readonly imageWithoutShell: string
  /** Another connection to the same engine, as another process has it. */
  connectAgain(): Promise<Engine>
  /** Makes a folder with text files on the host that the engine can mount, and answers its path. */
  createHostFolder(files: Readonly<Record<string, string>>): Promise<string>
  /** A file of such a folder as it is now; null when absent. */
  readHostFile(folder: string, name: string): Promise<string | null>
  /** Makes an object on the engine that is not ours (no label), runs it, and removes it again. */
  withForeignObject(work: (objectId: string) => Promise<void>): Promise<void>
  /** The labels of one of our objects as anybody can read them on the engine. */
  readLabels(objectId: string): Promise<Readonly<Record<string, string>>>
  /** What this engine does not keep, so that the port's optional answers are not asked of it. */
  readonly keepsNot?: { readonly exitCodes?: true; readonly logStreams?: true }
  /** A sandbox without a command lives in any image, also where nothing in it could wait. */
  readonly keepsAliveByItself?: true
  /** Folders are mounted as they are at the start, and never writable. */
  readonly mountsCopies?: true
  /** Keys of findings that hold on the engine, and not on the stand-in for it that is tried here. */
  readonly standInLacks?: readonly string[]
  /** How long the suite waits where the engine confirms nothing, e.g. that it began to tell events. */
  readonly patienceMs: number
  /** What a listener inside answers on a port of the host; absent where the host has no way in. */
  readonly readFromPort?: (address: string, port: number) => Promise<string>
  /** Releases everything; the suite has removed its own sandboxes before. */
  dispose(): Promise<void>
}

/** Why an engine cannot be tried here, in one sentence for the end of the run. */
export interface Unavailable {
  readonly unavailable: string
}

export type CreateFixture = () => Promise<EngineFixture | Unavailable>
