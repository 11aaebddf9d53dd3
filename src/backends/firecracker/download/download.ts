import { createHash, type Hash } from 'node:crypto'
import { open, rm, type FileHandle } from 'node:fs/promises'
import type { Clock } from '#core/ports'
import { ConnectionFailure } from './http'

export interface Download {
  /** The file that is written. What lies there already is taken for the beginning. Left there by everything but a wrong digest or size. */
  readonly into: string
  /** SHA-256 in hex. */
  readonly sha256: string
  /** Null when it is not known before. */
  readonly sizeBytes: number | null
  readonly maxBytes: number
  /** Asks for the content from a byte on; `from` is where the answer really begins: 0 when the server does not resume. */
  open(from: number): Promise<{ readonly from: number; readonly pieces: AsyncGenerator<Buffer> }>
}

export interface DownloadOptions {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Bytes that are there in all, those of an earlier attempt included. */
  readonly onBytes: (done: number) => void
}

/** The content is complete and is not what was pinned or announced. */
export class WrongContent extends Error {
  override readonly name = 'WrongContent'
  readonly expected: string
  readonly found: string

  constructor(expected: string, found: string) {
    super(`expected ${expected}, found ${found}`)
    this.expected = expected
    this.found = found
  }
}

/** More came than there may be. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
  readonly maxBytes: number

  constructor(maxBytes: number) {
    super(`larger than ${maxBytes} bytes`)
    this.maxBytes = maxBytes
  }
}

const attempts = 5
const firstPauseMs = 500

/**
 * Fetches content into a file, hashing it as it comes, and goes on where a broken connection left it. Attempts count from the
 * last byte that came. Rejects with WrongContent, TooLarge, ConnectionFailure, the signal's reason, or what `open` or the disk said.
 */
export async function download(what: Download, { clock, signal, onBytes }: DownloadOptions): Promise<void> {
  const file = await open(what.into, 'a+', 0o600)
  try {
    const state = await Progress.resume(file)
    for (let failed = 0; ; ) {
      const before = state.done
      try {
        await fetchRest(what, state, onBytes)
        break
      } catch (error) {
        if (!(error instanceof ConnectionFailure) || signal.aborted) throw error
        failed = state.done > before ? 1 : failed + 1
        if (failed >= attempts) throw error
        await clock.sleep(firstPauseMs * 2 ** (failed - 1), signal)
      }
    }
    const found = state.digest()
    if (found !== what.sha256) throw new WrongContent(what.sha256, found)
    await file.sync()
  } catch (error) {
    if (error instanceof WrongContent || error instanceof TooLarge) await rm(what.into, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

async function fetchRest(what: Download, state: Progress, onBytes: (done: number) => void): Promise<void> {
  if (what.sizeBytes !== null && state.done === what.sizeBytes) return
  if (state.done > (what.sizeBytes ?? what.maxBytes)) await state.restart()
  const { from, pieces } = await what.open(state.done)
  if (from !== state.done) await state.restart()
  const limit = Math.min(what.maxBytes, what.sizeBytes ?? what.maxBytes)
  onBytes(state.done)
  for await (const piece of pieces) {
    if (state.done + piece.length > limit) throw new TooLarge(limit)
    await state.take(piece)
    onBytes(state.done)
  }
  if (what.sizeBytes !== null && state.done < what.sizeBytes) throw new ConnectionFailure(`ended after ${state.done} of ${what.sizeBytes} bytes`)
}

/** What has come so far, in the file and in the hash. */
class Progress {
  readonly #file: FileHandle
  #hash: Hash = createHash('sha256')
  done = 0

  private constructor(file: FileHandle) {
    this.#file = file
  }

  static async resume(file: FileHandle): Promise<Progress> {
    const state = new Progress(file)
    const buffer = Buffer.alloc(256 * 1024)
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, state.done)
      if (bytesRead === 0) return state
      state.#hash.update(buffer.subarray(0, bytesRead))
      state.done += bytesRead
    }
  }

  async take(piece: Buffer): Promise<void> {
    await this.#file.appendFile(piece)
    this.#hash.update(piece)
    this.done += piece.length
  }

  async restart(): Promise<void> {
    await this.#file.truncate(0)
    this.#hash = createHash('sha256')
    this.done = 0
  }

  digest(): string {
    return this.#hash.digest('hex')
  }
}

/** Asks for the rest of something. The answers to a range are 206 (the rest), 200 (all of it) and 416 (nothing is left). */
export function toRange(from: number): Record<string, string> {
  return from > 0 ? { range: `bytes=${from}-` } : {}
}
