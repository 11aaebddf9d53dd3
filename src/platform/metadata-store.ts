import { AppError } from '#contract/errors'
import type { Text } from '#contract/text'
import type { Clock, MetadataStore } from '#core/ports'
import { metadataSchema, metadataVersion, type MetadataDocument } from '#core/records'
import { MetadataFiles } from './metadata-files'
import { MetadataLoader, type Loaded } from './metadata-loader'
import { acquireMetadataLock, type HeldLock } from './metadata-lock'
import type { MetadataFormat } from './metadata-parse'
import { toMetadataRefusal } from './metadata-refusal'
import { sealText } from './metadata-seal'
import { watchFile } from './watch-file'

/** What owns the file's bytes: conf, or electron-store in the window's process. It writes; it is never asked to read. */
export interface DocumentWriter {
  write(document: object): void
}

export interface DocumentLocation {
  readonly directory: string
  /** Without `.json`. */
  readonly name: string
  /** Makes the text of the file: the same for every writer. */
  readonly serialize: (document: unknown) => string
}

export type OpenDocument = (location: DocumentLocation) => DocumentWriter

export interface MetadataStoreOptions {
  readonly directory: string
  readonly clock: Clock
  /** Loads the library; called at the first write. */
  readonly loadDocument: () => Promise<OpenDocument>
  /** Whether this home was used before: a file that is absent was then lost. */
  readonly isKnownHome: boolean
  /** Default: what this product writes. */
  readonly format?: MetadataFormat
}

/** Made by the build (vite.shared.ts) of the source that says what a valid document is. Tests run without a build. */
declare const __METADATA_PRINT__: string | undefined

const name = 'metadata'
const currentFormat: MetadataFormat = { version: metadataVersion, migrations: {}, print: typeof __METADATA_PRINT__ === 'string' ? __METADATA_PRINT__ : null }

/** Opens the metadata of a home. Its rules, and why they are needed, are in docs/decisions, "One metadata file". */
export async function openMetadataStore(options: MetadataStoreOptions): Promise<MetadataStore> {
  const store = new FileMetadataStore(options)
  await store.read()
  return store
}

class FileMetadataStore implements MetadataStore {
  readonly #files: MetadataFiles
  readonly #loader: MetadataLoader
  readonly #options: MetadataStoreOptions
  readonly #serialize: (document: unknown) => string
  readonly #listeners = new Set<(document: MetadataDocument) => void>()
  #writer: DocumentWriter | null = null
  #queue: Promise<unknown> = Promise.resolve()

  constructor(options: MetadataStoreOptions) {
    this.#options = options
    const format = options.format ?? currentFormat
    this.#serialize = (document) => {
      const text = JSON.stringify(document, undefined, '\t')
      return format.print === null ? text : sealText(text, format.print)
    }
    this.#files = new MetadataFiles(options.directory, `${name}.json`)
    this.#loader = new MetadataLoader(this.#files, {
      format,
      isKnownHome: options.isKnownHome,
      onForeign: (document) => {
        for (const listener of this.#listeners) listener(document)
      }
    })
  }

  notices(): readonly Text[] {
    return this.#loader.notices
  }

  async read(): Promise<MetadataDocument> {
    try {
      const loaded = this.#loader.load() ?? (await this.#locked(() => this.#mend()))
      return loaded.document
    } catch (error) {
      throw toMetadataRefusal(error, this.#files.path)
    }
  }

  async update(change: (document: MetadataDocument) => MetadataDocument): Promise<MetadataDocument> {
    const open = await this.#options.loadDocument()
    return this.#locked((lock) => {
      const loaded = this.#loader.load() ?? this.#mend()
      const { newerVersion, document } = loaded
      if (newerVersion !== null) throw new AppError('METADATA_NEWER', { file: this.#files.path, version: newerVersion, supported: metadataVersion })
      const next = change(document)
      return next === document ? document : this.#write(loaded, next, open, lock)
    })
  }

  async *watch(signal: AbortSignal): AsyncIterable<MetadataDocument> {
    let newest: MetadataDocument | null = null
    let wake: () => void = () => undefined
    const listener = (document: MetadataDocument): void => {
      newest = document
      wake()
    }
    const abort = (): void => wake()
    this.#listeners.add(listener)
    signal.addEventListener('abort', abort)
    const look = (): void => void this.read().catch(() => undefined)
    const stopWatching = await this.#startWatching(look)
    try {
      look()
      while (!signal.aborted) {
        const document: MetadataDocument | null = newest
        newest = null
        if (document) yield document
        else await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      signal.removeEventListener('abort', abort)
      this.#listeners.delete(listener)
      await stopWatching()
    }
  }

  #startWatching(look: () => void): Promise<() => Promise<void>> {
    try {
      this.#files.prepareDirectory()
      return watchFile(this.#files.path, look)
    } catch (error) {
      throw toMetadataRefusal(error, this.#files.path)
    }
  }

  #mend(): Loaded {
    return this.#loader.mend(new Date(this.#options.clock.now()).toISOString().replaceAll(':', '-'))
  }

  #write(loaded: Loaded, next: MetadataDocument, open: OpenDocument, lock: HeldLock): MetadataDocument {
    const document = metadataSchema.parse({ ...next, schemaVersion: metadataVersion, rev: loaded.document.rev + 1 })
    const text = this.#serialize(document)
    if (!this.#writer) this.#files.removeAbandoned(this.#options.clock.now())
    if (loaded.text !== null) {
      this.#files.keepDailyBackup(loaded.text, new Date(this.#options.clock.now()).toISOString().slice(0, 10))
      if (loaded.migratedFrom !== null) this.#files.keepCopyOfVersion(loaded.text, loaded.migratedFrom)
    }
    lock.assertHeld()
    this.#files.replace(text, loaded.text, () => {
      // Opened no earlier than now, when the file is known to parse: the library throws on one that does not.
      this.#writer ??= open({ directory: this.#options.directory, name, serialize: this.#serialize })
      this.#writer.write(document)
    })
    return this.#loader.wrote(document, text)
  }

  /** One after the other within this process, and alone among all processes. `work` is synchronous: nothing else may be waited for meanwhile. */
  #locked<T>(work: (lock: HeldLock) => T): Promise<T> {
    const result = this.#queue.then(async () => {
      try {
        this.#files.prepareDirectory()
        const lock = await acquireMetadataLock(this.#files.path, this.#files.lockPath, this.#options.clock)
        try {
          return work(lock)
        } finally {
          await lock.release()
        }
      } catch (error) {
        throw toMetadataRefusal(error, this.#files.path)
      }
    })
    this.#queue = result.catch(() => undefined)
    return result
  }
}
