const blockBytes = 512
const nameBytes = 100

/**
 * Rewrites the long names of a tar stream from the POSIX form (`x` records, which small tar programs ignore, so
 * that files would arrive under cut names) into GNU's, which all of them read. Everything else passes as it is.
 */
export async function* toGnuTar(archive: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = new BlockReader(archive)
  let pending: Readonly<Record<string, string>> = {}
  for (let header = await reader.read(blockBytes); header; header = await reader.read(blockBytes)) {
    const type = String.fromCharCode(header[156] ?? 0)
    const size = readOctal(header, 124, 12)
    if (type === 'x') {
      pending = parseRecords((await reader.read(padded(size))) ?? Buffer.alloc(0), size)
      continue
    }
    yield* withNames(header, pending)
    pending = {}
    for (let left = padded(size); left > 0; ) {
      const piece = await reader.readSome(left)
      if (!piece) return
      left -= piece.length
      yield piece
    }
  }
}

function* withNames(header: Buffer, records: Readonly<Record<string, string>>): Generator<Uint8Array> {
  const { path, linkpath } = records
  if (path === undefined && linkpath === undefined) return yield header
  const changed = Buffer.from(header)
  if (linkpath !== undefined) yield* toLongName('K', linkpath)
  if (path !== undefined) {
    yield* toLongName('L', path)
    changed.fill(0, 345, 500)
    writeName(changed, 0, path)
  }
  if (linkpath !== undefined) writeName(changed, 157, linkpath)
  writeChecksum(changed)
  yield changed
}

function* toLongName(type: 'K' | 'L', name: string): Generator<Uint8Array> {
  const body = Buffer.from(`${name}\0`)
  const header = Buffer.alloc(blockBytes)
  header.write('././@LongLink', 0)
  for (const at of [100, 108, 116]) header.write('0000000\0', at)
  header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write(type, 156)
  header.write('ustar  \0', 257)
  writeChecksum(header)
  yield header
  yield Buffer.concat([body], padded(body.length))
}

function writeName(header: Buffer, at: number, name: string): void {
  header.fill(0, at, at + nameBytes)
  Buffer.from(name).copy(header, at, 0, nameBytes)
}

function writeChecksum(header: Buffer): void {
  header.fill(' ', 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
}

function readOctal(header: Buffer, at: number, length: number): number {
  if (((header[at] ?? 0) & 0x80) !== 0) return Number(header.readBigUInt64BE(at + length - 8))
  return Number.parseInt(header.toString('latin1', at, at + length).replaceAll('\0', ' ').trim() || '0', 8)
}

function padded(size: number): number {
  return Math.ceil(size / blockBytes) * blockBytes
}

/** Records of the form `length key=value\n`, the length in bytes and counting itself. */
function parseRecords(body: Buffer, size: number): Record<string, string> {
  const records: Record<string, string> = {}
  for (let at = 0; at < size; ) {
    const space = body.indexOf(' ', at)
    const length = Number(body.toString('latin1', at, space))
    if (space < 0 || !Number.isInteger(length) || length <= 0) break
    const record = body.toString('utf8', space + 1, at + length - 1)
    const equals = record.indexOf('=')
    records[record.slice(0, equals)] = record.slice(equals + 1)
    at += length
  }
  return records
}

/** Whole blocks out of pieces of any size. */
class BlockReader {
  readonly #pieces: AsyncIterator<Uint8Array>
  #rest: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#pieces = source[Symbol.asyncIterator]()
  }

  /** Exactly so many bytes; null at the end. */
  async read(bytes: number): Promise<Buffer | null> {
    while (this.#rest.length < bytes) if (!(await this.#more())) return null
    const block = this.#rest.subarray(0, bytes)
    this.#rest = this.#rest.subarray(bytes)
    return block
  }

  /** At least one byte, at most so many. */
  async readSome(atMost: number): Promise<Buffer | null> {
    if (this.#rest.length === 0 && !(await this.#more())) return null
    return await this.read(Math.min(atMost, this.#rest.length))
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#pieces.next()
    if (done) return false
    this.#rest = Buffer.concat([this.#rest, value])
    return true
  }
}
