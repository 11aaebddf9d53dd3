import type { FileHandle } from 'node:fs/promises'
import { promisify } from 'node:util'
import { constants, deflate } from 'node:zlib'
import type { Content } from './file-tree'
import { blockBytes } from './superblock'

const pack = promisify(deflate)
const packing = { level: 1, memLevel: 9, strategy: constants.Z_DEFAULT_STRATEGY, chunkSize: blockBytes + 4096 }
const storedPlain = 2 ** 24
/** Blocks that are packed at once: the threads that Node has for it. */
const inFlight = 4
const gatherBytes = 2 ** 20
const noFragment = 0xffffffff
const zeros = Buffer.alloc(blockBytes)

/** Where the content of one file lies. */
export interface StoredContent {
  /** Of its first block. */
  readonly at: number
  /** One word per block: stored bytes, with a bit for those stored plain; 0 is a block of zeros, which is not stored. */
  readonly blocks: readonly number[]
  readonly sparseBytes: number
  readonly fragment: number
  readonly fragmentOffset: number
}

/** A block that holds the content of several small files. */
export interface Fragment {
  at: number
  word: number
}

interface Packed {
  readonly stored: Promise<{ readonly bytes: Buffer; readonly word: number }>
  readonly placed: (at: number, word: number) => void
}

/** Packs content of files and writes it one after the other; several blocks are packed at once, the order is kept. */
export class DataWriter {
  readonly fragments: Fragment[] = []
  readonly #target: FileHandle
  readonly #queue: Packed[] = []
  #gathered: Buffer[] = []
  #gatheredBytes = 0
  #fragment = Buffer.alloc(blockBytes)
  #fragmentBytes = 0
  #position: number

  constructor(target: FileHandle, position: number) {
    this.#target = target
    this.#position = position
  }

  /** What the content takes is known when `finish` has resolved. */
  async add(content: Content): Promise<StoredContent> {
    if (content.sizeBytes === 0) return { at: 0, blocks: [], sparseBytes: 0, fragment: noFragment, fragmentOffset: 0 }
    const reader = await content.open()
    try {
      return content.sizeBytes < blockBytes ? await this.#addSmall(reader.read, content.sizeBytes) : await this.#addLarge(reader.read, content.sizeBytes)
    } finally {
      await reader.close()
    }
  }

  /** Writes what is still held. Returns the place behind it. */
  async finish(): Promise<number> {
    await this.#closeFragment()
    while (this.#queue.length > 0) await this.#settleFirst()
    await this.#flush()
    return this.#position
  }

  async #addSmall(read: (buffer: Buffer, position: number) => Promise<void>, sizeBytes: number): Promise<StoredContent> {
    if (this.#fragmentBytes + sizeBytes > blockBytes) await this.#closeFragment()
    const offset = this.#fragmentBytes
    await read(this.#fragment.subarray(offset, offset + sizeBytes), 0)
    this.#fragmentBytes += sizeBytes
    return { at: 0, blocks: [], sparseBytes: 0, fragment: this.fragments.length, fragmentOffset: offset }
  }

  async #addLarge(read: (buffer: Buffer, position: number) => Promise<void>, sizeBytes: number): Promise<StoredContent> {
    const stored = { at: 0, blocks: [] as number[], sparseBytes: 0, fragment: noFragment, fragmentOffset: 0 }
    let isFirst = true
    for (let position = 0; position < sizeBytes; position += blockBytes) {
      const block = Buffer.allocUnsafe(Math.min(blockBytes, sizeBytes - position))
      await read(block, position)
      const row = stored.blocks.push(0) - 1
      if (block.equals(zeros.subarray(0, block.length))) {
        stored.sparseBytes += block.length
        continue
      }
      const marksStart = isFirst
      isFirst = false
      await this.#enqueue(block, (at, word) => {
        if (marksStart) stored.at = at
        stored.blocks[row] = word
      })
    }
    return stored
  }

  async #closeFragment(): Promise<void> {
    if (this.#fragmentBytes === 0) return
    const block = this.#fragment.subarray(0, this.#fragmentBytes)
    const fragment: Fragment = { at: 0, word: 0 }
    this.fragments.push(fragment)
    this.#fragment = Buffer.alloc(blockBytes)
    this.#fragmentBytes = 0
    await this.#enqueue(block, (at, word) => Object.assign(fragment, { at, word }))
  }

  async #enqueue(block: Buffer, placed: Packed['placed']): Promise<void> {
    const stored = pack(block, packing).then((bytes) => (bytes.length < block.length ? { bytes, word: bytes.length } : { bytes: block, word: block.length + storedPlain }))
    // Awaited in its turn; until then a failure must not count as unhandled.
    stored.catch(() => {})
    this.#queue.push({ stored, placed })
    if (this.#queue.length > inFlight) await this.#settleFirst()
  }

  async #settleFirst(): Promise<void> {
    const first = this.#queue.shift()
    if (!first) return
    const { bytes, word } = await first.stored
    first.placed(this.#position + this.#gatheredBytes, word)
    this.#gathered.push(bytes)
    this.#gatheredBytes += bytes.length
    if (this.#gatheredBytes >= gatherBytes) await this.#flush()
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#gathered)
    this.#gathered = []
    this.#gatheredBytes = 0
    await writeAll(this.#target, bytes, this.#position)
    this.#position += bytes.length
  }
}

export async function writeAll(target: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) written += (await target.write(bytes, written, bytes.length - written, position + written)).bytesWritten
}
