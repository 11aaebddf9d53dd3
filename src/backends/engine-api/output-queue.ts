import type { ExecOutput } from '#core/ports'

/** Above this much unread output the engine is not read; what it had sent already still comes in. */
const highWaterBytes = 256 * 1024
/** What fills every buffer between a program and us, several times over. */
const letInBytes = 1024 * 1024
/** What may come in unread, however often more is let in. */
const mostBytes = 8 * letInBytes

interface Source {
  pause(): unknown
  resume(): unknown
}

/** Output between the engine's connection and its one reader, with back-pressure and bounded memory. */
export class OutputQueue {
  readonly #source: Source
  #pieces: ExecOutput[] = []
  #bytes = 0
  #limit = highWaterBytes
  #isPaused = false
  #isSourceHeld = false
  #isDropped = false
  #end: { error: Error | null } | null = null
  #wake: (() => void) | null = null
  #waiters: (() => void)[] = []

  constructor(source: Source) {
    this.#source = source
  }

  push(piece: ExecOutput): void {
    if (this.#isDropped || this.#end || piece.data.byteLength === 0) return
    this.#pieces.push(piece)
    this.#bytes += piece.data.byteLength
    if (this.#bytes >= highWaterBytes) this.#isPaused = true
    if (this.#bytes >= this.#limit && !this.#isSourceHeld) {
      this.#isSourceHeld = true
      this.#source.pause()
    }
    this.#wake?.()
  }

  /** What was taken in before is still read; then the reader gets the end or the error. The first end counts. */
  end(error: Error | null): void {
    this.#end ??= { error }
    this.#wake?.()
    for (const wake of this.#waiters.splice(0)) wake()
  }

  /** True while output waits that nobody reads: then silence of the connection says nothing. */
  get isPaused(): boolean {
    return this.#isPaused
  }

  /** Resolves when the reader has caught up. */
  async whenRead(): Promise<void> {
    if (this.#isPaused) await new Promise<void>((resolve) => this.#waiters.push(resolve))
  }

  /**
   * Takes some more in although nobody reads. Podman's monitor passes no key on while it waits for its output to be taken, and Docker
   * serves no other command of a container while output of one that has ended is left.
   */
  letIn(): void {
    this.#limit = Math.min(Math.max(this.#limit, this.#bytes) + letInBytes, mostBytes)
    if (this.#bytes < this.#limit) this.#releaseSource()
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
      this.#drop()
    }
  }

  #resume(): void {
    this.#limit = highWaterBytes
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#releaseSource()
    for (const wake of this.#waiters.splice(0)) wake()
  }

  #releaseSource(): void {
    if (!this.#isSourceHeld) return
    this.#isSourceHeld = false
    this.#source.resume()
  }

  #drop(): void {
    this.#isDropped = true
    this.#pieces = []
    this.#bytes = 0
    this.#resume()
  }
}
