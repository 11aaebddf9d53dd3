import { AppError } from '#contract/errors'

/** What a tar says of one of its entries, before anything of it is written. */
export interface EntryHeader {
  readonly name: string
  readonly type: string
  readonly sizeBytes: number
  readonly linkTarget: string
}

export interface ArchiveLimits {
  readonly totalBytes: number
  readonly entries: number
  readonly depth: number
}

/** Far above what a person copies, far below what would hurt the machine. */
export const defaultLimits: ArchiveLimits = { totalBytes: 64 * 2 ** 30, entries: 1_000_000, depth: 128 }

export interface ArchiveRules {
  /** Refuses with ARCHIVE_REFUSED, or takes the entry into account. */
  admit(header: EntryHeader): void
  /** The one name at the top, under which everything is; `.` for an archive of bare content, null while nothing came. */
  readonly top: string | null
  readonly files: number
  readonly bytes: number
}

type Kind = 'file' | 'directory' | 'symlink'

const kinds: Readonly<Record<string, Kind | 'link'>> = { file: 'file', directory: 'directory', symlink: 'symlink', link: 'link' }
const windowsReserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$|[<>:"|?*]|[. ]$/i

/**
 * The rules for an archive that was made inside a sandbox, and so by an attacker:
 * one top entry; relative names without `..`; only files, directories and links that stay inside; nothing
 * below a file or a link; no name twice, also not as the host's file system sees it; bounded sizes.
 * A hard link may only name a file that came before it, which makes it a second name of our own file.
 */
export function createArchiveRules(platform: string, limits: ArchiveLimits = defaultLimits): ArchiveRules {
  const known = new Map<string, Kind>()
  const fold = (path: string): string => (platform === 'linux' ? path : path.normalize('NFC').toLowerCase())
  let [top, files, bytes, entries]: [string | null, number, number, number] = [null, 0, 0, 0]

  const checkPlace = (parts: readonly string[], name: string): void => {
    for (let length = 1; length < parts.length; length++) {
      const parent = known.get(fold(parts.slice(0, length).join('/')))
      if (parent !== undefined && parent !== 'directory') refuse(name, `lies below a ${parent}`)
    }
  }
  const record = (parts: readonly string[], name: string, kind: Kind): void => {
    const key = fold(parts.join('/'))
    const before = known.get(key)
    if (before !== undefined && !(before === 'directory' && kind === 'directory')) refuse(name, 'is there twice')
    known.set(key, kind)
  }

  return {
    get top() {
      return top
    },
    get files() {
      return files
    },
    get bytes() {
      return bytes
    },
    admit({ name, type, sizeBytes, linkTarget }) {
      if (++entries > limits.entries) refuse(name, `is more than ${limits.entries} entries`)
      const parts = splitName(name, platform)
      if (parts.length > limits.depth) refuse(name, `is deeper than ${limits.depth} folders`)
      const kind = kinds[type]
      if (kind === undefined) refuse(name, `is a ${type}, not a file, folder or link`)
      const first = parts[0] ?? '.'
      top ??= first
      if (top !== first && top !== '.') refuse(name, `is beside ${top}`)
      checkPlace(parts, name)
      if (kind === 'symlink') checkSymlink(parts, name, linkTarget, top)
      if (kind === 'link' && known.get(fold(splitName(linkTarget, platform).join('/'))) !== 'file') refuse(name, `is a hard link to ${linkTarget}, which is no file before it`)
      if (parts.length > 0) record(parts, name, kind === 'link' ? 'file' : (kind ?? 'file'))
      if (kind !== 'directory') files++
      bytes += kind === 'file' ? sizeBytes : 0
      if (bytes > limits.totalBytes) refuse(name, `brings it above ${limits.totalBytes} bytes`)
    }
  }
}

function splitName(name: string, platform: string): string[] {
  if (name.startsWith('/')) refuse(name, 'is absolute')
  // A backslash is a separator for the library that writes the files, and for Windows.
  if (/[\0\\]/.test(name) || /^[A-Za-z]:/.test(name)) refuse(name, 'has a character that is not allowed')
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  for (const part of parts) {
    if (part === '..') refuse(name, 'leads out')
    if (Buffer.byteLength(part) > 255) refuse(name, 'has a part of more than 255 bytes')
    if (platform === 'win32' && windowsReserved.test(part)) refuse(name, 'has a name that Windows reserves')
  }
  return parts
}

/**
 * A link may point only to what comes with it: relative, never above the top entry, and going up only at its
 * start: `a/..` need not be where it stands when `a` is itself a link.
 */
function checkSymlink(parts: readonly string[], name: string, target: string, top: string): void {
  if (target === '' || target.startsWith('/') || /[\0\\]/.test(target) || /^[A-Za-z]:/.test(target)) refuse(name, `is a link to ${target}`)
  const lowest = top === '.' ? 0 : 1
  let depth = parts.length - 1
  if (depth < lowest) refuse(name, `is itself a link, to ${target}: copy what it leads to`)
  let goesUp = true
  for (const part of target.split('/').filter((each) => each !== '' && each !== '.')) {
    if (part !== '..') goesUp = false
    else if (!goesUp || --depth < lowest) refuse(name, `is a link that leads out: ${target}`)
  }
}

function refuse(name: string, problem: string): never {
  throw new AppError('ARCHIVE_REFUSED', { detail: `${JSON.stringify(name)} ${problem}.` })
}
