import { createHash } from 'node:crypto'
import { chmod, lstat, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Machine } from '#core/ports'

/** A socket's path ends at 107 bytes; this leaves room for the names below it. */
const longestDirectory = 70

/** Where our own service's socket is, by user: the runtime directory, else our data, else (paths too long) a temporary place. */
export function privateDirectory({ environment, dataDirectory, userId }: Machine): string {
  const runtime = environment['XDG_RUNTIME_DIR']
  const places = [...(runtime?.startsWith('/') ? [join(runtime, 'agentkernel-desktop')] : []), join(dataDirectory, 'podman')]
  return places.find((place) => Buffer.byteLength(place) <= longestDirectory) ?? join(tmpdir(), `agentkernel-desktop-${userId ?? 'user'}`)
}

/** Makes it ours alone. Whoever may write to it is as mighty as the user, so a foreign one is refused. */
export async function ensurePrivateDirectory(directory: string, userId: number | null): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const found = await lstat(directory)
  if (!found.isDirectory() || (userId !== null && found.uid !== userId)) throw new Error(`${directory} belongs to somebody else`)
  if ((found.mode & 0o077) !== 0) await chmod(directory, 0o700)
}

/** One service per configuration of Podman: another storage is another engine. */
export function toSocketName(file: string, environment: Readonly<Record<string, string>>): string {
  const chosen = Object.entries(environment).filter(([name]) => /^(CONTAINERS_|STORAGE_|XDG_|HOME$)/.test(name))
  const key = JSON.stringify([file, ...chosen.toSorted(([a], [b]) => (a < b ? -1 : 1))])
  return `podman-${createHash('sha256').update(key).digest('hex').slice(0, 12)}.sock`
}
