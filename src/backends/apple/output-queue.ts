import type { Readable } from 'node:stream'
import type { ExecOutput } from '#core/ports'

/** Above this much unread output the program is not read any more, but for a trickle. */
const highWaterBytes = 1024 * 1024
const reserveBytes = 12 * 1024 * 1024
const trickleMs = 250

/**
 * Output between the program and its one reader, with back-pressure and bounded memory.
 *
 * The program gives up three seconds after the command's end when its own output is not taken, and then the
 * exit code is lost: while the reader is slow a trickle goes on into a reserve, enough to empty what is in
 * the pipes by then.
 */
export class OutputQueue {
  readonly #sources: readonly Readable[]
  #pieces: ExecOutput[] = []
  #bytes = 0
  #isPaused = false
  #isDropped = false
  #end: { error: Error | null } | null = null
  #wake: (() => void) | null = null
  #trickle: NodeJS.Timeout | null = null

  constructor(sources: readonly Readable[]) {
    this.#sources = sources
  }

  push(piece: ExecOutput): void {
    if (this.#isDropped || this.#end || piece.data.byteLength === 0) return
    this.#pieces.push(piece)
    this.#bytes += piece.data.byteLength
    if (this.#bytes >= highWaterBytes) this.#pause()
    this.#wake?.()
  }

  end(error: Error | null): void {
    this.#end ??= { error }
    this.#stopTrickle()
    this.#wake?.()
  }

  async *read(): AsyncGenerator<ExecOutput> {
    try {
      for (;;) {
        const pieces = this.#pieces
        this.#pieces = []
        for (const piece of pieces) {
          this.#bytes -= piece.data.byteLength
          yield piece
        }
        if (this.#pieces.length > 0) continue
        this.#resume()
        if (this.#end) break
        await new Promise<void>((resolve) => (this.#wake = resolve))
        this.#wake = null
      }
      if (this.#end.error) throw this.#end.error
    } finally {
      this.#isDropped = true
      this.#pieces = []
      this.#bytes = 0
      this.#resume()
    }
  }

  #pause(): void {
    for (const source of this.#sources) source.pause()
    if (this.#isPaused) return
    this.#isPaused = true
    this.#trickle = setInterval(() => this.#takeOneEach(), trickleMs)
    this.#trickle.unref()
  }

  #takeOneEach(): void {
    if (this.#bytes >= reserveBytes) return
    for (const source of this.#sources) {
      // `push` pauses again with the first piece that comes.
      if (source.isPaused()) source.resume()
    }
  }

  #resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#stopTrickle()
    for (const source of this.#sources) source.resume()
  }

  #stopTrickle(): void {
    if (this.#trickle) clearInterval(this.#trickle)
    this.#trickle = null
  }
}
