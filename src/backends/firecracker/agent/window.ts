/** At most so much is on its way in one direction without having been taken. */
export const windowBytes = 262_144

/** Counts what may still be sent. */
export class SendWindow {
  #left = windowBytes
  #wake: (() => void) | null = null
  #isOver = false

  /** How much of `wanted` bytes may go now; waits for at least one. Null when it is over. */
  async claim(wanted: number): Promise<number | null> {
    while (this.#left === 0 && !this.#isOver) await new Promise<void>((resolve) => (this.#wake = resolve))
    if (this.#isOver) return null
    const claimed = Math.min(wanted, this.#left)
    this.#left -= claimed
    return claimed
  }

  /** The other side took so many bytes. */
  grant(bytes: number): void {
    this.#left = Math.min(this.#left + bytes, windowBytes)
    this.#wake?.()
  }

  /** Nothing is sent any more. */
  end(): void {
    this.#isOver = true
    this.#wake?.()
  }
}

export function encodeTaken(bytes: number): Buffer {
  const payload = Buffer.alloc(4)
  payload.writeUInt32BE(bytes)
  return payload
}
