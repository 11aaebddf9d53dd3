import type { Place } from './metadata-table'

/** One name in a directory. */
export interface DirectoryRow {
  /** Byte string. */
  readonly name: string
  readonly type: number
  readonly number: number
  readonly place: Place
}

const rowsPerHead = 256

/**
 * The rows of a directory in runs, each behind a head that names the block of their inodes and a number that
 * theirs are near to. `rows` are sorted by name.
 */
export function toDirectoryRows(rows: readonly DirectoryRow[]): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < rows.length; ) {
    const run = takeRun(rows, at)
    const [first] = run
    if (!first) break
    const head = Buffer.alloc(12)
    for (const [row, value] of [run.length - 1, first.place.block, first.number].entries()) head.writeUInt32LE(value, row * 4)
    pieces.push(head, ...run.map((row) => toRow(row, first.number)))
    at += run.length
  }
  return Buffer.concat(pieces)
}

function takeRun(rows: readonly DirectoryRow[], at: number): DirectoryRow[] {
  const [first] = rows.slice(at, at + 1)
  const run: DirectoryRow[] = []
  for (const row of rows.slice(at, at + rowsPerHead)) {
    const distance = row.number - (first?.number ?? 0)
    if (row.place.block !== first?.place.block || distance > 32_767 || distance < -32_768) break
    run.push(row)
  }
  return run
}

function toRow({ name, type, number, place }: DirectoryRow, near: number): Buffer {
  const bytes = Buffer.alloc(8 + name.length)
  bytes.writeUInt16LE(place.offset, 0)
  bytes.writeInt16LE(number - near, 2)
  bytes.writeUInt16LE(type, 4)
  bytes.writeUInt16LE(name.length - 1, 6)
  bytes.write(name, 8, 'latin1')
  return bytes
}
