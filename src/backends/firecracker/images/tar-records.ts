import { refuse } from './limits'

/** What records before a header say of its entry. Keys as in the archive, names as byte strings, values as bytes. */
export type TarRecords = ReadonlyMap<string, Buffer>

/** Records of the form `length key=value\n`; the length counts itself. Values are bytes: attributes need not be text. */
export function parseTarRecords(body: Buffer): Map<string, Buffer> {
  const records = new Map<string, Buffer>()
  for (let at = 0; at < body.length && body[at] !== 0; ) {
    const space = body.indexOf(0x20, at)
    const digits = space < 0 ? '' : body.toString('latin1', at, space)
    const end = at + Number(digits)
    const equals = body.indexOf(0x3d, space)
    const isWhole = /^[1-9]\d{0,9}$/.test(digits) && end <= body.length && body[end - 1] === 0x0a && equals > space && equals < end
    if (!isWhole) refuse('', 'is an archive with a broken record')
    records.set(body.toString('latin1', space + 1, equals), body.subarray(equals + 1, end - 1))
    at = end
  }
  return records
}

export function textOf(records: TarRecords, key: string): string | undefined {
  return records.get(key)?.toString('latin1')
}

export function numberOf(records: TarRecords, key: string): number | undefined {
  const text = textOf(records, key)
  if (text === undefined) return undefined
  const value = Number(text)
  if (!/^-?\d+(\.\d*)?$/.test(text) || !Number.isSafeInteger(Math.trunc(value))) refuse(key, `is a record with a number that is none: ${text.slice(0, 40)}`)
  return Math.trunc(value)
}

/** Extended attributes, by whole name. */
export function xattrsOf(records: TarRecords): Map<string, Buffer> {
  const prefix = 'SCHILY.xattr.'
  return new Map([...records].flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), Buffer.from(value)] as const] : [])))
}
