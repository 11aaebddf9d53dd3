import type { FileHandle } from 'node:fs/promises'
import { refuse, type ImageLimits } from './limits'
import { entryTypes, parseTarHeader, tarBlockBytes, type TarEntryType, type TarHeader } from './tar-header'
import { numberOf, parseTarRecords, textOf, xattrsOf, type TarRecords } from './tar-records'

/** A run of bytes in an open file. */
export interface Extent {
  readonly file: FileHandle
  readonly offset: number
  readonly sizeBytes: number
}

/** One entry of a tar; its content stays in the file. Names are byte strings. */
export interface TarEntry {
  readonly name: string
  readonly type: TarEntryType
  readonly linkTarget: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly modifiedAt: number
  readonly xattrs: ReadonlyMap<string, Buffer>
  readonly content: Extent
}

/**
 * The entries of a tar that lies on disk, in their order, without reading their content. Why our own: names and values of
 * attributes must come through as bytes, and content must be found again later (docs/decisions). Rejects with ARCHIVE_REFUSED
 * for what is broken, cut short, or of a kind that is not understood: nothing is guessed.
 */
export async function* indexTar(tar: Extent, limits: ImageLimits, signal: AbortSignal): AsyncGenerator<TarEntry> {
  const window = new Window(tar)
  let globals: TarRecords = new Map()
  let pending: Map<string, Buffer> | null = null
  let entries = 0
  for (let at = 0; at + tarBlockBytes <= tar.sizeBytes; ) {
    signal.throwIfAborted()
    const header = parseTarHeader(await window.read(at, tarBlockBytes))
    if (!header) return
    const bodyAt = at + tarBlockBytes
    if (++entries > limits.entries * 2) refuse(header.name, `is more than ${limits.entries} entries`)
    if ('xgLK'.includes(header.typeFlag)) {
      const records = toRecords(header, await readRecord(window, header, bodyAt, tar, limits))
      if (header.typeFlag === 'g') globals = new Map([...globals, ...records])
      else pending = new Map([...(pending ?? []), ...records])
      at = bodyAt + padded(header.sizeBytes)
      continue
    }
    const entry = toEntry(header, new Map([...globals, ...(pending ?? [])]), tar, bodyAt)
    pending = null
    yield entry
    at = bodyAt + padded(entry.content.sizeBytes)
  }
  if (pending) refuse('', 'is an archive that ends in the middle')
}

async function readRecord(window: Window, { name, sizeBytes }: TarHeader, bodyAt: number, tar: Extent, limits: ImageLimits): Promise<Buffer> {
  if (sizeBytes > limits.recordBytes) refuse(name, `is a record of more than ${limits.recordBytes} bytes`)
  if (bodyAt + sizeBytes > tar.sizeBytes) refuse(name, 'is cut short')
  return Buffer.from(await window.read(bodyAt, sizeBytes))
}

/** GNU's long names are records of their own kind. */
function toRecords({ typeFlag }: TarHeader, body: Buffer): Map<string, Buffer> {
  if (typeFlag === 'x' || typeFlag === 'g') return parseTarRecords(body)
  const end = body.indexOf(0)
  return new Map([[typeFlag === 'L' ? 'path' : 'linkpath', end < 0 ? body : body.subarray(0, end)]])
}

function toEntry(header: TarHeader, records: TarRecords, tar: Extent, bodyAt: number): TarEntry {
  const name = textOf(records, 'path') ?? header.name
  const known = entryTypes[header.typeFlag]
  if (known === undefined) refuse(name, `is an entry of the unknown kind ${JSON.stringify(header.typeFlag)}`)
  if ([...records.keys()].some((key) => key.startsWith('GNU.sparse.'))) refuse(name, 'is stored with holes, a form that is not supported')
  const stored = numberOf(records, 'size') ?? header.sizeBytes
  // Before POSIX a directory was a file whose name ends in a slash.
  const type = known === 'file' && name.endsWith('/') ? 'directory' : known
  const sizeBytes = type === 'file' ? stored : 0
  if (sizeBytes < 0 || bodyAt + sizeBytes > tar.sizeBytes) refuse(name, 'is cut short')
  return {
    name,
    type,
    linkTarget: textOf(records, 'linkpath') ?? header.linkTarget,
    mode: header.mode & 0o7777,
    uid: toId(name, numberOf(records, 'uid') ?? header.uid),
    gid: toId(name, numberOf(records, 'gid') ?? header.gid),
    modifiedAt: Math.max(0, numberOf(records, 'mtime') ?? header.modifiedAt),
    xattrs: xattrsOf(records),
    content: { file: tar.file, offset: tar.offset + bodyAt, sizeBytes }
  }
}

function toId(name: string, id: number): number {
  if (id < 0 || id > 0xffffffff) refuse(name, `has an owner that cannot be: ${id}`)
  return id
}

function padded(sizeBytes: number): number {
  return Math.ceil(sizeBytes / tarBlockBytes) * tarBlockBytes
}

const windowBytes = 128 * 1024

/** Reads ahead: headers of small files lie close to each other. */
class Window {
  readonly #tar: Extent
  #at = 0
  #bytes: Buffer = Buffer.alloc(0)

  constructor(tar: Extent) {
    this.#tar = tar
  }

  /** Valid until the next read. */
  async read(at: number, length: number): Promise<Buffer> {
    if (at < this.#at || at + length > this.#at + this.#bytes.length) await this.#fill(at, length)
    return this.#bytes.subarray(at - this.#at, at - this.#at + length)
  }

  async #fill(at: number, length: number): Promise<void> {
    const wanted = Math.min(Math.max(windowBytes, length), this.#tar.sizeBytes - at)
    this.#bytes = await readExtent({ file: this.#tar.file, offset: this.#tar.offset + at, sizeBytes: wanted })
    this.#at = at
  }
}

/** The bytes of an extent, all of them. */
export async function readExtent({ file, offset, sizeBytes }: Extent): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(sizeBytes)
  await readFully(file, buffer, offset)
  return buffer
}

/** Fills the buffer or rejects: a file that became shorter is an error. */
export async function readFully(file: FileHandle, buffer: Buffer, position: number): Promise<void> {
  for (let done = 0; done < buffer.length; ) {
    const { bytesRead } = await file.read(buffer, done, buffer.length - done, position + done)
    if (bytesRead === 0) refuse('', 'is an archive that became shorter while it was read')
    done += bytesRead
  }
}
