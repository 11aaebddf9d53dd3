/**
 * Frames of the agent's protocol (guest/PROTOCOL.md): a type, a length, a payload. The guest is not trusted:
 * what breaks the rules ends the connection.
 */

export interface Frame {
  readonly type: FrameType
  /** A view of what came in, unless the frame arrived in pieces. */
  readonly payload: Buffer
}

const frameTypes = ['N', 'M', 'R', 'H', 'T', 'U', 'G', 'P', 'D', 'L', 'S', 'Q', 'J', 'I', 'E', 'W', 'K', 'A', 'B', 'O', 'X', 'C', 'F'] as const
export type FrameType = (typeof frameTypes)[number]

export const maxFrameBytes = 1_048_576
/** What one frame carries of a stream. */
export const maxDataBytes = 65_536
const headerLength = 5
const typeByCode = new Map<number, FrameType>(frameTypes.map((type) => [type.charCodeAt(0), type]))

export function encodeFrame(type: FrameType, payload: Uint8Array = new Uint8Array()): Buffer {
  if (payload.byteLength > maxFrameBytes) throw new FrameError(`a frame of ${payload.byteLength} bytes is longer than the protocol allows`)
  const frame = Buffer.allocUnsafe(headerLength + payload.byteLength)
  frame.writeUInt8(type.charCodeAt(0), 0)
  frame.writeUInt32BE(payload.byteLength, 1)
  frame.set(payload, headerLength)
  return frame
}

/** Takes a connection's bytes in any pieces and gives whole frames; never holds more than one frame. */
export class FrameReader {
  readonly #header = Buffer.alloc(headerLength)
  #headerFill = 0
  #type: FrameType | null = null
  #payload = Buffer.alloc(0)
  #length = 0
  #fill = 0

  /** True when the connection may end here: not inside a frame. */
  get isWhole(): boolean {
    return this.#type === null && this.#headerFill === 0
  }

  /** Throws FrameError on bytes that are no frames; the reader is of no use afterwards. */
  *take(chunk: Buffer): Generator<Frame> {
    let at = 0
    while (at < chunk.length) {
      if (this.#type === null) at = this.#takeHeader(chunk, at)
      if (this.#type === null) return
      const whole = this.#fill === 0 && chunk.length - at >= this.#length ? chunk.subarray(at, at + this.#length) : null
      at = whole ? at + this.#length : this.#takePayload(chunk, at)
      if (!whole && this.#fill < this.#length) return
      const frame = { type: this.#type, payload: whole ?? this.#payload }
      this.#reset()
      yield frame
    }
  }

  #takeHeader(chunk: Buffer, at: number): number {
    const end = Math.min(at + headerLength - this.#headerFill, chunk.length)
    chunk.copy(this.#header, this.#headerFill, at, end)
    this.#headerFill += end - at
    if (this.#headerFill < headerLength) return end
    const type = typeByCode.get(this.#header.readUInt8(0))
    this.#length = this.#header.readUInt32BE(1)
    if (!type) throw new FrameError(`the guest sent a frame of unknown type ${this.#header.readUInt8(0)}`)
    if (this.#length > maxFrameBytes) throw new FrameError(`the guest sent a frame of ${this.#length} bytes, more than the protocol allows`)
    this.#type = type
    return end
  }

  #takePayload(chunk: Buffer, at: number): number {
    if (this.#fill === 0) this.#payload = Buffer.allocUnsafe(this.#length)
    const end = Math.min(at + this.#length - this.#fill, chunk.length)
    chunk.copy(this.#payload, this.#fill, at, end)
    this.#fill += end - at
    return end
  }

  #reset(): void {
    this.#headerFill = 0
    this.#fill = 0
    this.#type = null
    this.#payload = Buffer.alloc(0)
  }
}

/** What came is no frame of the protocol. */
export class FrameError extends Error {
  override readonly name = 'FrameError'
}
