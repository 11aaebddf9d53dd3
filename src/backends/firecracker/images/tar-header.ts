import { refuse } from './limits'

export const tarBlockBytes = 512

export const entryTypes: Readonly<Record<string, TarEntryType>> = {
  '\0': 'file',
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'directory',
  '6': 'fifo',
  '7': 'file'
}

export type TarEntryType = 'file' | 'hardlink' | 'symlink' | 'character-device' | 'block-device' | 'directory' | 'fifo'

/** One header block as it is stored; what records before it say is not in it yet. */
export interface TarHeader {
  /** Byte string, as all names. */
  readonly name: string
  readonly linkTarget: string
  /** The character that tells the type. */
  readonly typeFlag: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly sizeBytes: number
  readonly modifiedAt: number
}

/** Null for a block of zeros: the end. */
export function parseTarHeader(block: Buffer): TarHeader | null {
  if (isZero(block)) return null
  const name = readText(block, 0, 100)
  if (Number.parseInt(readText(block, 148, 8).trim(), 8) !== toChecksum(block)) refuse(name, 'has a header whose checksum is wrong')
  const isUstar = block.toString('latin1', 257, 263) === 'ustar\0'
  const prefix = isUstar ? readText(block, 345, 155) : ''
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    linkTarget: readText(block, 157, 100),
    typeFlag: String.fromCharCode(block[156] ?? 0),
    mode: readNumber(block, 100, 8),
    uid: readNumber(block, 108, 8),
    gid: readNumber(block, 116, 8),
    sizeBytes: readNumber(block, 124, 12),
    modifiedAt: readNumber(block, 136, 12)
  }
}

function isZero(block: Buffer): boolean {
  return block[0] === 0 && block.every((byte) => byte === 0)
}

/** The sum of the header with its own field taken as spaces. */
function toChecksum(block: Buffer): number {
  let sum = 8 * 32
  for (let at = 0; at < tarBlockBytes; at++) if (at < 148 || at >= 156) sum += block[at] ?? 0
  return sum
}

function readText(block: Buffer, at: number, length: number): string {
  const text = block.toString('latin1', at, at + length)
  const end = text.indexOf('\0')
  return end < 0 ? text : text.slice(0, end)
}

/** Octal text, or a binary number when the first bit is set (GNU, for what does not fit). */
function readNumber(block: Buffer, at: number, length: number): number {
  if (((block[at] ?? 0) & 0x80) !== 0) return readBinary(block, at, length)
  const text = readText(block, at, length).trim()
  if (text === '') return 0
  if (!/^[0-7]+$/.test(text)) refuse(readText(block, 0, 100), 'has a header with a number that is none')
  return Number.parseInt(text, 8)
}

function readBinary(block: Buffer, at: number, length: number): number {
  // Below zero: only dates before 1970 can mean that, and they become 1970.
  if (block[at] === 0xff) return 0
  let value = (block[at] ?? 0) & 0x7f
  for (let index = 1; index < length; index++) value = value * 256 + (block[at + index] ?? 0)
  if (!Number.isSafeInteger(value)) refuse(readText(block, 0, 100), 'has a header with a number that is too large')
  return value
}
