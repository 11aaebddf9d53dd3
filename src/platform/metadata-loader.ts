import type { Text } from '#contract/text'
import { createEmptyMetadata, createLostMetadata, type MetadataDocument } from '#core/records'
import type { FileStamp, MetadataFiles } from './metadata-files'
import { parseMetadata, type MetadataFormat } from './metadata-parse'

/** A document as it is in the file. */
export interface Loaded {
  readonly document: MetadataDocument
  /** Null when there is no file. */
  readonly text: string | null
  /** Set when a newer product wrote it: it may only be read. */
  readonly newerVersion: number | null
  /** Set when an older product wrote it. */
  readonly migratedFrom: number | null
}

const plain = { newerVersion: null, migratedFrom: null }

/** Reads the document, mends what cannot be read, and says what happened. */
export class MetadataLoader {
  readonly notices: Text[] = []
  readonly #files: MetadataFiles
  readonly #format: MetadataFormat
  readonly #isKnownHome: boolean
  readonly #onForeign: (document: MetadataDocument) => void
  #cache: { stamp: FileStamp | null; loaded: Loaded } | null = null

  constructor(files: MetadataFiles, options: { format: MetadataFormat; isKnownHome: boolean; onForeign: (document: MetadataDocument) => void }) {
    this.#files = files
    this.#format = options.format
    this.#isKnownHome = options.isKnownHome
    this.#onForeign = options.onForeign
  }

  /** What is in the file now; null when that has to be mended under the lock first. */
  load(): Loaded | null {
    const stamp = this.#files.stamp()
    if (this.#cache && this.#cache.stamp === stamp) return this.#cache.loaded
    const text = this.#files.read()
    if (text === null) return this.#files.backups().length > 0 ? null : this.#remember(this.#createEmpty(), stamp)
    const parsed = parseMetadata(text, this.#format)
    if (parsed.state === 'corrupt') return null
    if (parsed.state === 'valid') return this.#remember({ ...plain, document: parsed.document, text, migratedFrom: parsed.migratedFrom }, stamp)
    this.#notice('core.metadata.newer', { file: this.#files.path, version: parsed.version, supported: this.#format.version })
    return this.#remember({ ...plain, document: parsed.document ?? createEmptyMetadata(), text, newerVersion: parsed.version }, stamp)
  }

  /** Sets a broken file aside and brings back the newest backup that parses. Only under the lock: another process may have mended it before. */
  mend(timestamp: string): Loaded {
    const again = this.load()
    if (again) return again
    if (this.#files.stamp() !== null) this.#notice('core.metadata.set_aside', { file: this.#files.path, aside: this.#files.setAside(timestamp) })
    const backup = this.#newestBackup()
    if (!backup) {
      return this.#remember({ ...plain, document: createLostMetadata(), text: null }, null)
    }
    this.#files.restore(backup.text)
    this.#notice('core.metadata.restored', { file: this.#files.path, rev: backup.document.rev })
    return this.#remember(backup, this.#files.stamp())
  }

  /** Our own write: later reads are answered from memory, and nobody is told. */
  wrote(document: MetadataDocument, text: string): MetadataDocument {
    const loaded = { ...plain, document: freezeDeep(document), text }
    this.#cache = { stamp: this.#files.stamp(), loaded }
    return document
  }

  #createEmpty(): Loaded {
    return { ...plain, document: this.#isKnownHome ? createLostMetadata() : createEmptyMetadata(), text: null }
  }

  #remember(loaded: Loaded, stamp: FileStamp | null): Loaded {
    freezeDeep(loaded.document)
    const before = this.#cache?.loaded.document.rev
    this.#cache = { stamp, loaded }
    if (before !== undefined && before !== loaded.document.rev) this.#onForeign(loaded.document)
    return loaded
  }

  #newestBackup(): (Loaded & { readonly text: string }) | null {
    let newest: (Loaded & { readonly text: string }) | null = null
    for (const path of this.#files.backups()) {
      const text = this.#files.read(path) ?? ''
      const parsed = parseMetadata(text, this.#format)
      if (parsed.state === 'valid' && parsed.document.rev > (newest?.document.rev ?? -1)) newest = { ...plain, document: parsed.document, text, migratedFrom: parsed.migratedFrom }
    }
    return newest
  }

  #notice(key: string, params: NonNullable<Text['params']>): void {
    if (!this.notices.some((known) => known.key === key && known.params?.['file'] === params['file'])) this.notices.push({ key, params })
  }
}

/** Everybody reads the same object: a reader that changes it would change it for all. */
function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const member of Object.values(value)) freezeDeep(member)
  return Object.freeze(value)
}
