import { AppError } from '#contract/errors'
import type { Mount } from '#contract/spec'
import { isWithin, secretFiles, secretFolders } from './host-secrets'
import type { Host, HostFiles } from './ports/host'

/** Folders that are never mounted themselves; what lies below some of them may be. */
const systemFolders = new Set(['/', '/root', '/usr', '/bin', '/sbin', '/lib', '/lib64', '/var', '/var/lib', '/home', '/Users', '/System', '/Library', '/private'])

/** Below these nothing is mounted at all. */
const systemTrees = ['/etc', '/boot', '/dev', '/proc', '/sys', '/run', '/var/run', '/var/lib/docker', '/var/lib/containers', '/private/etc', '/private/var/run']

/**
 * Resolves the source of every mount and refuses those that would hand the host over: engine
 * sockets by any route (also behind links), the whole home, system folders and stores of secrets.
 * Answers mounts with canonical sources. Rejects with MOUNT_SOURCE_MISSING or MOUNT_REFUSED.
 */
export async function guardMounts(mounts: readonly Mount[], host: Host, files: HostFiles): Promise<Mount[]> {
  const guarded: Mount[] = []
  const home = (await files.realPath(host.homeDirectory)) ?? host.homeDirectory
  const data = (await files.realPath(host.dataDirectory)) ?? host.dataDirectory
  for (const mount of mounts) {
    const source = await files.realPath(mount.source)
    if (source === null) throw new AppError('MOUNT_SOURCE_MISSING', { path: mount.source })
    const rule = findMountProblem(source, await files.kind(source), { home, data })
    if (rule) throw new AppError('MOUNT_REFUSED', { path: mount.source }, { because: { key: `problems.mount.${rule}`, params: { path: source } } })
    guarded.push({ ...mount, source })
  }
  return guarded
}

type MountProblem = 'socket' | 'system' | 'home' | 'secrets' | 'own_data'

/** Why a canonical host path may not be mounted; null when it may. */
export function findMountProblem(
  path: string,
  kind: 'file' | 'directory' | 'link' | 'other' | null,
  folders: { home: string; data: string }
): MountProblem | null {
  if (kind === 'other') return 'socket'
  if (isWithin(folders.home, path)) return 'home'
  if (isWithin(path, folders.data) || isWithin(folders.data, path)) return 'own_data'
  if (systemFolders.has(path) || systemTrees.some((tree) => isWithin(path, tree))) return 'system'
  if ([...secretFolders, ...secretFiles].some((name) => overlaps(path, `${folders.home}/${name}`))) return 'secrets'
  return null
}

/** One is the other, or holds it: a folder that holds a secret hands it over. */
function overlaps(path: string, other: string): boolean {
  return isWithin(path, other) || isWithin(other, path)
}
