import { MetadataTable } from './metadata-table'

/** Table of rows of one length, behind an index of its blocks: how squashfs keeps ids and fragments. `at` is where it will lie. */
export function toLookupTable(rows: readonly Buffer[], at: number): { readonly bytes: Buffer; readonly indexAt: number } {
  const table = new MetadataTable()
  for (const row of rows) table.append(row)
  const { bytes, starts } = table.finish()
  return { bytes: Buffer.concat([bytes, toIndex(starts, at)]), indexAt: at + bytes.length }
}

/** Absolute places of a table's blocks. */
export function toIndex(starts: readonly number[], at: number): Buffer {
  const index = Buffer.alloc(starts.length * 8)
  for (const [row, start] of starts.entries()) index.writeBigUInt64LE(BigInt(at + start), row * 8)
  return index
}
