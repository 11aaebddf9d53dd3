import type { ActivityEntry } from '#contract/activity'
import type { Consent } from '#contract/project'
import type { Archives } from './archive'
import type { BaselineStore } from './baseline'
import type { HostTree } from './host-tree'
import type { Vaults } from './vault'

/** What was done, on disk within limits: appended by every process of a home, never changed. */
export interface ActivityStore {
  /** Whole or not at all, also while others append. Rejects with the system's error. */
  append(entry: ActivityEntry): Promise<void>
  /** Everything that is kept, oldest first; a line that cannot be read is left out. */
  read(): Promise<readonly ActivityEntry[]>
  /** Entries that anybody appends from now on, until aborted. */
  watch(signal: AbortSignal): AsyncIterable<ActivityEntry>
}

/** Template files by id, as text. */
export interface TemplateStore {
  /** Folder of the user's own. */
  readonly directory: string
  builtIn(): Promise<ReadonlyMap<string, string>>
  own(): Promise<ReadonlyMap<string, string>>
  /** Replaces or makes one of the user's own. */
  save(id: string, text: string): Promise<void>
  /** Harmless when there is none. */
  remove(id: string): Promise<void>
}

/** What files of project folders ask for, and a person agreed to. */
export interface ConsentStore {
  list(): Promise<readonly Consent[]>
  /** Replaces the one of the same folder and subject; safe while other processes do the same. */
  keep(consent: Consent): Promise<void>
  /** Harmless when there is none. */
  forget(consent: Pick<Consent, 'folder' | 'subject'>): Promise<void>
}

/** Files of sandboxes that are set aside on the host while their sandbox is made anew. Closed to others. */
export interface Spool {
  /** Takes the stream whole and resolves when it is safely on disk; nothing of it stays after a rejection (DISK_FULL…). Replaces. */
  put(key: string, content: AsyncIterable<Uint8Array>): Promise<void>
  /** Null when there is none. */
  get(key: string): Promise<AsyncIterable<Uint8Array> | null>
  /** Harmless when there is none. */
  remove(key: string): Promise<void>
}

/** The data directory as a whole. */
export interface OwnData {
  /** What everything in it takes on the disk, links not followed. */
  sizeBytes(): Promise<number>
  /** The last `maxBytes` of every log file of the product. */
  logs(maxBytes: number): Promise<readonly { readonly name: string; readonly text: string }[]>
  /** Text with secrets, credentials and control characters taken out. */
  redact(text: string): string
}

/** What of a home lies beside its metadata, and the user's folders. */
export interface AppStores {
  readonly archives: Archives
  readonly activity: ActivityStore
  readonly templates: TemplateStore
  readonly consents: ConsentStore
  readonly spool: Spool
  readonly tree: HostTree
  readonly baselines: BaselineStore
  readonly ownData: OwnData
  readonly vaults: Vaults
}
