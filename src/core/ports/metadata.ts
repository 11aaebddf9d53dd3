import type { MetadataDocument } from '../records'
import type { Text } from '#contract/text'

/**
 * The one file that keeps what the user wants: records of sandboxes and settings.
 * The window's process and every command write the same file.
 */
export interface MetadataStore {
  /**
   * The current document, parsed and migrated. Cheap when the file did not change since. Where neither a file nor a
   * backup is left of a home that existed, `unrestored` names every backend: records are to be rebuilt from labels.
   */
  read(): Promise<MetadataDocument>
  /**
   * One read-modify-write under the lock that all processes share; `change` gets the document as it
   * is now and returns the next one (or the same object for no change). It must be synchronous and
   * quick: nothing is awaited while the lock is held. `rev` grows by one. Rejects with
   * METADATA_UNAVAILABLE (disk, permissions, lock not had in time) or METADATA_NEWER (the file
   * was written by a newer product and is read-only to us); the file is then unchanged.
   */
  update(change: (document: MetadataDocument) => MetadataDocument): Promise<MetadataDocument>
  /** Documents as other processes write them (not our own writes), without polling, until aborted. */
  watch(signal: AbortSignal): AsyncIterable<MetadataDocument>
  /** What happened at opening that the user should hear once: set aside, restored from backup, lost, read-only. */
  notices(): readonly Text[]
}
