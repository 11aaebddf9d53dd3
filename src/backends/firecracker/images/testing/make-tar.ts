import { mkdtemp, open, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Extent } from '../tar-index'

/** One entry of a tar as an attacker may write it: nothing is checked, names are byte strings. */
export interface RawEntry {
  readonly name: string
  readonly typeFlag?: string
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly modifiedAt?: number
  readonly linkTarget?: string
  readonly body?: Buffer | string
  /** Size in the header, when it is to lie. */
  readonly sizeBytes?: number
  /** Records before the entry. */
  readonly records?: Readonly<Record<string, Buffer | string>>
}

/** A whole archive, with the two blocks of zeros at its end. */
export function makeTar(entries: readonly RawEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(toBlocks), Buffer.alloc(1024)])
}

function toBlocks(entry: RawEntry): Buffer[] {
  const body = toBytes(entry.body ?? '')
  const records = entry.records ? makeRecords(entry.records) : null
  const before = records ? [makeHeader({ name: 'records', typeFlag: 'x' }, records.length), padded(records)] : []
  return [...before, makeHeader(entry, entry.sizeBytes ?? body.length), padded(body)]
}

export function makeHeader({ name, typeFlag = '0', mode = 0o644, uid = 0, gid = 0, modifiedAt = 0, linkTarget = '' }: RawEntry, sizeBytes: number): Buffer {
  const block = Buffer.alloc(512)
  const octal = (value: number, at: number, length: number): void => void block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1')
  block.write(name, 0, 100, 'latin1')
  for (const [value, at, length] of [[mode, 100, 8], [uid, 108, 8], [gid, 116, 8], [sizeBytes, 124, 12], [modifiedAt, 136, 12]] as const) octal(value, at, length)
  block.write(typeFlag, 156, 'latin1')
  block.write(linkTarget, 157, 100, 'latin1')
  block.write('ustar\u000000', 257, 'latin1')
  return withChecksum(block)
}

export function withChecksum(block: Buffer): Buffer {
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}

export function makeRecords(records: Readonly<Record<string, Buffer | string>>): Buffer {
  return Buffer.concat(Object.entries(records).map(([key, value]) => makeRecord(key, toBytes(value))))
}

function makeRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`, 'latin1'), value, Buffer.from('\n')])
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return Buffer.concat([Buffer.from(String(length)), rest])
}

function toBytes(value: Buffer | string): Buffer {
  return typeof value === 'string' ? Buffer.from(value, 'latin1') : value
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}

/** Runs work on a file of these bytes, in a directory that is removed afterwards. */
export async function withFile<T>(bytes: Buffer, work: (extent: Extent, directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'ak-image-'))
  let file: FileHandle | undefined
  try {
    await writeFile(join(directory, 'bytes'), bytes)
    file = await open(join(directory, 'bytes'), 'r')
    return await work({ file, offset: 0, sizeBytes: bytes.length }, directory)
  } finally {
    await file?.close()
    await rm(directory, { recursive: true, force: true })
  }
}
