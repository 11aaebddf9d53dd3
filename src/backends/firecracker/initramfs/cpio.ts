/** An entry of an initramfs. Everything belongs to root; times are left out, so that the same content gives the same bytes. */
export type CpioEntry =
  | { readonly type: 'file'; readonly path: string; readonly mode: number; readonly data: Uint8Array }
  | { readonly type: 'directory'; readonly path: string; readonly mode: number }
  | { readonly type: 'character-device'; readonly path: string; readonly mode: number; readonly major: number; readonly minor: number }

const kinds = { file: 0o100000, directory: 0o040000, 'character-device': 0o020000 } as const
const longestName = 255

/** An archive in the format that kernels unpack as initramfs (`newc`). Folders must come before what is in them. */
export function writeCpio(entries: readonly CpioEntry[]): Buffer {
  const all = entries.flatMap((entry, index) => writeEntry(entry, index + 1))
  return Buffer.concat([...all, ...writeRecord('TRAILER!!!', { ino: 0, mode: 0, major: 0, minor: 0 }, new Uint8Array())])
}

function writeEntry(entry: CpioEntry, ino: number): Buffer[] {
  if (!/^[^/]/.test(entry.path) || entry.path.includes('\0') || entry.path.length > longestName) throw new Error(`not a name in an initramfs: ${entry.path}`)
  const { major, minor } = entry.type === 'character-device' ? entry : { major: 0, minor: 0 }
  return writeRecord(entry.path, { ino, mode: kinds[entry.type] | entry.mode, major, minor }, entry.type === 'file' ? entry.data : new Uint8Array())
}

interface Numbers {
  readonly ino: number
  readonly mode: number
  readonly major: number
  readonly minor: number
}

/** Thirteen numbers of eight hexadecimal digits behind the magic; name and data are filled up to four bytes. */
function writeRecord(path: string, { ino, mode, major, minor }: Numbers, data: Uint8Array): Buffer[] {
  const name = Buffer.from(`${path}\0`)
  const numbers = [ino, mode, 0, 0, 1, 0, data.byteLength, 0, 0, major, minor, name.length, 0]
  const header = Buffer.from(`070701${numbers.map((number) => number.toString(16).padStart(8, '0')).join('')}`)
  return [header, name, padding(header.length + name.length), Buffer.from(data.buffer, data.byteOffset, data.byteLength), padding(data.byteLength)]
}

function padding(length: number): Buffer {
  return Buffer.alloc((4 - (length % 4)) % 4)
}
