import type { ExecOutput } from '#core/ports'

/**
 * Splits the engine's multiplexed stream (8 bytes of header: stream, three zeros, length) into pieces of
 * output. Pieces are views of the bytes that came in; a frame may arrive as many of them. Only a header
 * that is cut in two is ever copied.
 */
export class FrameParser {
  readonly #header = Buffer.alloc(headerLength)
  #headerFill = 0
  #stream: ExecOutput['stream'] = 'stdout'
  #left = 0

  /** True when the stream may end here: not inside a frame. */
  get isWhole(): boolean {
    return this.#left === 0 && this.#headerFill === 0
  }

  /** The pieces in `data`. Throws FrameError on bytes that are no frames. */
  *parse(data: Buffer): Generator<ExecOutput> {
    let at = 0
    while (at < data.length) {
      if (this.#left === 0) {
        at = this.#takeHeader(data, at)
        continue
      }
      const end = Math.min(at + this.#left, data.length)
      this.#left -= end - at
      yield { stream: this.#stream, data: data.subarray(at, end) }
      at = end
    }
  }

  #takeHeader(data: Buffer, at: number): number {
    const taken = Math.min(headerLength - this.#headerFill, data.length - at)
    data.copy(this.#header, this.#headerFill, at, at + taken)
    this.#headerFill += taken
    if (this.#headerFill === headerLength) this.#open()
    return at + taken
  }

  #open(): void {
    this.#headerFill = 0
    const stream = this.#header[0] ?? -1
    const length = this.#header.readUInt32BE(4)
    const isPadded = this.#header[1] === 0 && this.#header[2] === 0 && this.#header[3] === 0
    if (stream > 2 || !isPadded || length > maxFrameBytes) throw new FrameError(Buffer.from(this.#header))
    this.#stream = stream === 2 ? 'stderr' : 'stdout'
    this.#left = length
  }
}

const headerLength = 8
/** Engines send at most tens of kilobytes at once; more means that we are not at a header. */
const maxFrameBytes = 64 * 1024 * 1024

/** What came is not a frame; `header` are the bytes where one was expected. */
export class FrameError extends Error {
  override readonly name = 'FrameError'
  readonly header: Buffer

  constructor(header: Buffer) {
    super(`not an output frame: ${header.toString('hex')}`)
    this.header = header
  }
}
