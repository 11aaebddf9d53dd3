import { realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Remedy, Text } from '#contract/text'

/** Somebody else than this user and root can change what the walls of a microVM are made of. */
export interface OpenPath {
  readonly reason: Text
  readonly remedies: readonly Remedy[]
}

const sticky = 0o1000
const byGroup = 0o020
const byAll = 0o002

/** The first of the files, or of the folders above them and above what leads to them, that others can write to; null when there is none. What is not there counts for nothing. */
export async function findOpenPath(files: readonly string[], userId: number | null): Promise<OpenPath | null> {
  const seen = new Set<string>()
  // Whoever owns the root folder can exchange everything below it anyway: root, by another number in a namespace that does not know it.
  const trusted = [0, userId, (await stat('/')).uid]
  // In the folder of a link it could be led elsewhere.
  for (const start of files.flatMap((file) => [file, dirname(file)])) {
    for (let path = await realpath(start).catch(() => '/'); !seen.has(path); path = dirname(path)) {
      seen.add(path)
      const open = await look(path, userId, trusted)
      if (open) return open
    }
  }
  return null
}

async function look(path: string, userId: number | null, trusted: readonly (number | null)[]): Promise<OpenPath | null> {
  const found = await stat(path).catch(() => null)
  if (!found) return null
  const { uid, gid, mode } = found
  if (!trusted.includes(uid)) return toOpen(path, 'chown root --')
  // In such a folder everybody may make files, and change only their own.
  const isShared = found.isDirectory() && (mode & sticky) !== 0
  // A group of a number as its user's is that user's alone, as distributions make them.
  const isGroupsOwn = gid === 0 || gid === userId
  const isOpen = (mode & byAll) !== 0 || ((mode & byGroup) !== 0 && !isGroupsOwn)
  return isOpen && !isShared ? toOpen(path, 'chmod go-w --') : null
}

function toOpen(path: string, command: string): OpenPath {
  return {
    reason: { key: 'reasons.firecracker_open_path', params: { path } },
    remedies: [{ text: { key: 'remedies.firecracker_close_path' }, command: `sudo ${command} '${path.replaceAll("'", String.raw`'\''`)}'` }]
  }
}
