import type { FileEntry } from '#contract/files'
import { joinPath } from './paths'

const linePattern = /^([0-9a-f]+) (\d+) (-?\d+) \.\/(.+)$/

/** Reads what the listing script printed: lines of `stat`, an empty line, then links and their targets ended by NUL. */
export function parseListing(output: Uint8Array, directory: string): FileEntry[] {
  const text = new TextDecoder().decode(output)
  const end = text.startsWith('\n') ? 0 : text.indexOf('\n\n')
  const lines = (end < 0 ? text : text.slice(0, end)).split('\n')
  const targets = parseTargets(end < 0 ? '' : text.slice(end).trimStart())
  return lines.flatMap((line) => {
    const [, mode, size, seconds, name] = linePattern.exec(line) ?? []
    if (mode === undefined || name === undefined) return []
    const bits = Number.parseInt(mode, 16)
    const type = toType(bits)
    const linkTarget = type === 'link' ? targets.get(name) : undefined
    return [
      {
        name,
        path: joinPath(directory, name),
        type,
        sizeBytes: Number(size),
        mode: bits % 0o10000,
        ...toDate(Number(seconds)),
        ...(linkTarget !== undefined && { linkTarget })
      }
    ]
  })
}

function parseTargets(text: string): ReadonlyMap<string, string> {
  const words = text.split('\0')
  const targets = new Map<string, string>()
  for (let index = 0; index + 1 < words.length; index += 2) targets.set((words[index] ?? '').replace(/^\.\//, ''), words[index + 1] ?? '')
  return targets
}

/** Dates that JavaScript cannot hold are no dates. */
function toDate(seconds: number): { modifiedAt?: string } {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 0 ? {} : { modifiedAt: date.toISOString() }
}

/** The kind of file in the bits of `st_mode`. */
function toType(bits: number): FileEntry['type'] {
  const kind = Math.floor(bits / 0o10000) % 0o20
  return kind === 0o04 ? 'directory' : kind === 0o10 ? 'file' : kind === 0o12 ? 'link' : 'other'
}
