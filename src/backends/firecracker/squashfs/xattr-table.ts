import { toIndex } from './lookup-table'
import { MetadataTable } from './metadata-table'

/** Prefixes that squashfs has a number for; attributes of others cannot be kept. */
const prefixes = ['user.', 'trusted.', 'security.']
const none = 0xffffffff

/** Extended attributes: each different set is stored once, inodes name it by its row. */
export class XattrTable {
  readonly #pairs = new MetadataTable()
  readonly #rows: Buffer[] = []
  readonly #known = new Map<string, number>()

  /** Row of a set; of an empty one the number that means none. */
  rowOf(xattrs: ReadonlyMap<string, Buffer>): number {
    const pairs = [...xattrs].filter(([name]) => prefixes.some((prefix) => name.startsWith(prefix))).sort(([a], [b]) => (a < b ? -1 : 1))
    if (pairs.length === 0) return none
    const key = pairs.map(([name, value]) => `${name}=${value.toString('base64')}`).join('\n')
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const row = this.#add(pairs)
    this.#known.set(key, row)
    return row
  }

  /** Pairs, rows and head as they are stored at `at`; null when there are none. */
  finish(at: number): { readonly bytes: Buffer; readonly headAt: number } | null {
    if (this.#rows.length === 0) return null
    const pairs = this.#pairs.finish().bytes
    const table = new MetadataTable()
    for (const row of this.#rows) table.append(row)
    const rows = table.finish()
    const head = Buffer.alloc(16)
    head.writeBigUInt64LE(BigInt(at), 0)
    head.writeUInt32LE(this.#rows.length, 8)
    return { bytes: Buffer.concat([pairs, rows.bytes, head, toIndex(rows.starts, at + pairs.length)]), headAt: at + pairs.length + rows.bytes.length }
  }

  #add(pairs: readonly (readonly [string, Buffer])[]): number {
    const { block, offset } = this.#pairs.place
    const encoded = Buffer.concat(pairs.map(toPair))
    this.#pairs.append(encoded)
    const row = Buffer.alloc(16)
    row.writeBigUInt64LE((BigInt(block) << 16n) | BigInt(offset), 0)
    row.writeUInt32LE(pairs.length, 8)
    row.writeUInt32LE(encoded.length, 12)
    return this.#rows.push(row) - 1
  }
}

function toPair([name, value]: readonly [string, Buffer]): Buffer {
  const prefix = prefixes.findIndex((each) => name.startsWith(each))
  const rest = Buffer.from(name.slice(prefixes[prefix]?.length), 'latin1')
  const head = Buffer.alloc(4)
  head.writeUInt16LE(prefix, 0)
  head.writeUInt16LE(rest.length, 2)
  const size = Buffer.alloc(4)
  size.writeUInt32LE(value.length)
  return Buffer.concat([head, rest, size, value])
}
