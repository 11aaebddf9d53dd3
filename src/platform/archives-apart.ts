import { AppError } from '#contract/errors'
import type { ArchiveEntry, Archives } from '#core/ports'
import type { ArchiveAnswer, ArchiveJob, EntryFacts, FromReader, Line, ReaderFailure, ToReader } from './archive-line'
import { createArchives, gather } from './archives'
import type { Extract, Extracted } from './extract-archive'

/** A process that serves `serveArchiveReader` on the other end of its line. */
export interface ReaderProcess extends Line {
  /** Resolves when it has ended, in whatever way. */
  readonly ended: Promise<void>
  kill(): void
}

export interface ArchivesApart {
  readonly archives: Archives
  readonly extract: Extract
}

/** Reads untrusted archives in a process for each, so that one that breaks its reader breaks nothing else; `start` begins one. */
export function createArchivesApart(start: () => ReaderProcess): ArchivesApart {
  return {
    extract: async (archive, stage, { signal, platform }) => {
      const reading = new Reading(start(), archive, { kind: 'extract', stage, platform }, signal)
      try {
        return toExtracted(await reading.next())
      } finally {
        reading.end()
      }
    },
    archives: { ...createArchives(), entries: (archive, signal) => tellEntries(() => new Reading(start(), archive, { kind: 'entries' }, signal)) }
  }
}

async function* tellEntries(begin: () => Reading): AsyncGenerator<ArchiveEntry> {
  const reading = begin()
  try {
    for (;;) {
      const told = await reading.next()
      if (!('question' in told)) return
      if (told.question.kind === 'entry') yield toEntry(told.question.entry, (left) => reading.content(left))
      reading.answer({ next: true })
    }
  } finally {
    reading.end()
  }
}

/** Only these fields, of these types: what comes from a reader is as trusted as the archive. */
function toEntry(entry: EntryFacts, content: (sizeBytes: number) => AsyncIterable<Uint8Array>): ArchiveEntry {
  const type = entry.type === 'directory' || entry.type === 'link' || entry.type === 'file' ? entry.type : 'other'
  const { name, mode, uid, gid, modifiedAt, linkTarget } = entry
  const sizeBytes = Number(entry.sizeBytes)
  const read = (): AsyncIterable<Uint8Array> => content(sizeBytes)
  return { name: String(name), type, sizeBytes, mode: Number(mode), uid: Number(uid), gid: Number(gid), modifiedAt: modifiedAt === null ? null : Number(modifiedAt), linkTarget: String(linkTarget), content: read, bytes: (maxBytes) => gather(read(), maxBytes) }
}

function toExtracted(told: FromReader): Extracted {
  const { top, files, bytes } = 'done' in told ? (told.done as Extracted) : { top: '', files: 0, bytes: 0 }
  return { top: String(top), files: Number(files), bytes: Number(bytes) }
}

/** One archive on its way through one reader. */
class Reading {
  readonly #process: ReaderProcess
  readonly #source: AsyncIterator<Uint8Array>
  readonly #signal: AbortSignal
  readonly #told: FromReader[] = []
  readonly #abort = (): void => this.#fail(this.#signal.reason)
  #failure: { readonly reason: unknown } | undefined
  #wake: () => void = () => undefined
  #asked = 0

  constructor(process: ReaderProcess, archive: AsyncIterable<Uint8Array>, job: ArchiveJob, signal: AbortSignal) {
    this.#process = process
    this.#source = archive[Symbol.asyncIterator]()
    this.#signal = signal
    signal.addEventListener('abort', this.#abort, { once: true })
    if (signal.aborted) this.#abort()
    process.listen((message) => this.#hear(message))
    void process.ended.then(() => this.#fail(new AppError('ARCHIVE_REFUSED', { detail: 'what reads it has ended.' })))
    this.#post({ job })
  }

  /** The next entry, or the end; rejects as the job or the archive's source failed. */
  async next(): Promise<FromReader> {
    while (this.#told.length === 0 && !this.#failure) await new Promise<void>((resolve) => (this.#wake = resolve))
    if (this.#failure) throw this.#failure.reason
    const told = this.#told.shift() as FromReader
    if ('failed' in told) throw toError(told.failed)
    if ('question' in told) this.#asked = told.id
    return told
  }

  answer(answer: ArchiveAnswer): void {
    this.#post({ id: this.#asked, answer })
  }

  /** Of the entry that was told last. */
  async *content(sizeBytes: number): AsyncGenerator<Uint8Array> {
    for (let left = sizeBytes; left > 0; ) {
      this.answer({ more: true })
      const told = await this.next()
      const piece = 'question' in told && told.question.kind === 'content' ? told.question.piece : null
      if (!(piece instanceof Uint8Array)) throw new AppError('ARCHIVE_REFUSED', { detail: 'it ends too early.' })
      yield piece.subarray(0, left)
      left -= piece.length
    }
  }

  end(): void {
    this.#signal.removeEventListener('abort', this.#abort)
    this.#process.kill()
    void Promise.resolve(this.#source.return?.()).catch(() => undefined)
  }

  /** What a hostile archive makes its reader say must not break whoever listens. */
  #hear(message: unknown): void {
    try {
      this.#take(message as FromReader)
    } catch (error) {
      this.#fail(new AppError('ARCHIVE_REFUSED', { detail: 'what reads it cannot be understood.' }, { cause: error }))
    }
  }

  #take(message: FromReader): void {
    if ('question' in message && message.question.kind === 'piece') return void this.#feed(message.id)
    this.#told.push(message)
    this.#wake()
  }

  async #feed(id: number): Promise<void> {
    try {
      const { done, value } = await this.#source.next()
      this.#post({ id, answer: { piece: done ? null : value } })
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(reason: unknown): void {
    this.#failure ??= { reason }
    this.#wake()
  }

  #post(message: ToReader): void {
    this.#process.post(message)
  }
}

function toError(failure: ReaderFailure): Error {
  if ('error' in failure) return AppError.fromData(failure.error)
  return Object.assign(new Error(failure.message), failure.code !== undefined && { code: failure.code })
}
