import { deflateSync } from 'node:zlib'

const blockBytes = 8192
const storedPlain = 0x8000

/** Where something begins in a table: its block's place in the stored table, and the place inside the unpacked block. */
export interface Place {
  readonly block: number
  readonly offset: number
}

/** One of squashfs's tables of metadata: a run of blocks of 8 KiB, each packed by itself. */
export class MetadataTable {
  readonly #stored: Buffer[] = []
  readonly #starts: number[] = []
  #storedBytes = 0
  #current = Buffer.alloc(blockBytes)
  #filled = 0

  /** Where the next byte will be. */
  get place(): Place {
    return { block: this.#storedBytes, offset: this.#filled }
  }

  append(bytes: Buffer): void {
    for (let taken = 0; taken < bytes.length; ) {
      const count = bytes.copy(this.#current, this.#filled, taken)
      taken += count
      this.#filled += count
      if (this.#filled === blockBytes) this.#store()
    }
  }

  /** The table as it is stored, and where each of its blocks begins in it. */
  finish(): { readonly bytes: Buffer; readonly starts: readonly number[] } {
    if (this.#filled > 0) this.#store()
    return { bytes: Buffer.concat(this.#stored), starts: this.#starts }
  }

  #store(): void {
    const plain = this.#current.subarray(0, this.#filled)
    const packed = deflateSync(plain, { level: 6 })
    const isPacked = packed.length < plain.length
    const header = Buffer.alloc(2)
    header.writeUInt16LE(isPacked ? packed.length : plain.length | storedPlain)
    const block = Buffer.concat([header, isPacked ? packed : plain])
    this.#starts.push(this.#storedBytes)
    this.#stored.push(block)
    this.#storedBytes += block.length
    this.#filled = 0
  }
}
