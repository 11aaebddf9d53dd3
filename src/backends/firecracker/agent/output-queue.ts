import type { ExecOutput } from '#core/ports'
import { windowBytes } from './window'

/** Told to the sender not for every piece. */
const tellAfterBytes = windowBytes / 4
/** Pipes of the largest size a program may ask for, what was read already, and what the agent lets a command's children write late. */
const longestRest = 4 * 1_048_576

/** Output between the guest and its one reader. The guest sends no more than the window without `taken`, so this stays small. */
export class OutputQueue {
  readonly #taken: (bytes: number) => void
  #pieces: ExecOutput[] = []
  #bytes = 0
  #untold = 0
  #isDropped = false
  #isOpen = false
  #end: { error: Error | null } | null = null
  #wake: (() => void) | null = null

  /** `taken`: so many bytes have left the queue since it was last called. */
  constructor(taken: (bytes: number) => void) {
    this.#taken = taken
  }

  /** False when the guest sent more than it may. */
  push(piece: ExecOutput): boolean {
    this.#bytes += piece.data.byteLength
    if (this.#bytes + this.#untold > (this.#isOpen ? longestRest : windowBytes)) return false
    if (this.#isDropped || this.#isOpen) this.#take(piece.data.byteLength)
    if (this.#isDropped) {
      this.#bytes = 0
      return true
    }
    if (piece.data.byteLength > 0) this.#pieces.push(piece)
    this.#wake?.()
    return true
  }

  /** What was taken in before is still read; then the reader gets the end or the error. The first end counts. */
  end(error: Error | null): void {
    this.#end ??= { error }
    this.#wake?.()
  }

  /** The command has ended: what is left of its output may come whether anybody reads or not. It cannot be more than pipes hold. */
  open(): void {
    if (this.#isOpen) return
    this.#isOpen = true
    this.#tell(this.#bytes + this.#untold)
  }

  async *read(): AsyncGenerator<ExecOutput> {
    try {
      for (;;) {
        const pieces = this.#pieces
        this.#pieces = []
        for (const piece of pieces) {
          yield piece
          this.#bytes -= piece.data.byteLength
          if (!this.#isOpen) this.#take(piece.data.byteLength)
        }
        if (this.#pieces.length > 0) continue
        if (this.#end) break
        await new Promise<void>((resolve) => (this.#wake = resolve))
        this.#wake = null
      }
      if (this.#end.error) throw this.#end.error
    } finally {
      this.#drop()
    }
  }

  #take(bytes: number): void {
    this.#untold += bytes
    if (this.#isOpen || this.#untold >= tellAfterBytes) this.#tell(this.#untold)
  }

  #tell(bytes: number): void {
    this.#untold = 0
    if (bytes > 0) this.#taken(bytes)
  }

  #drop(): void {
    this.#isDropped = true
    if (!this.#isOpen) this.#take(this.#bytes)
    this.#bytes = 0
    this.#pieces = []
  }
}
