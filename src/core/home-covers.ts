import { AppError } from '#contract/errors'
import { isWithin, secretFiles, secretFolders, socketPlaces } from './host-secrets'
import type { HardeningPlan } from './ports/hardening'
import type { Host, HostFiles } from './ports/host'

/** How deep below the home sockets are looked for, and how many entries at most: a create waits for it. */
const searchDepth = 3
const searchLimit = 20_000
/** Sources and packages: many entries, and no sockets but those of tools that come and go. */
const unsearched = new Set(['.git', 'node_modules', '.cache', '.npm', '.cargo', '.rustup', 'go'])

type Cover = HardeningPlan['covers'][number]

/**
 * What of a home that a sandbox sees is hidden from it: this product's own data, keys, cloud accounts, keyrings,
 * browsers, and every socket that is found, since whoever reaches an engine's socket has the machine. Only what is there
 * now: nothing can be laid over what does not exist. `target`: where the home is mounted.
 */
export async function findHomeCovers(host: Host, files: HostFiles, target: string): Promise<Cover[]> {
  const home = (await files.realPath(host.homeDirectory)) ?? host.homeDirectory
  const data = (await files.realPath(host.dataDirectory)) ?? host.dataDirectory
  if (isWithin(home, data)) throw new AppError('MOUNT_REFUSED', { path: home }, { because: { key: 'problems.mount.own_data', params: { path: data } } })
  const named = [data, ...[...secretFolders, ...secretFiles].map((name) => `${home}/${name}`), ...socketPlaces(host)]
  const found = await Promise.all(named.map((path) => look(files, home, path)))
  const covers = withoutNested(found.flatMap((one) => one ?? []))
  const sockets = await findSockets(files, home, (path) => covers.some((cover) => isWithin(path, cover.path)))
  return [...covers, ...sockets.map((path) => ({ path, kind: 'file' as const }))].map(({ path, kind }) => ({ target: `${target}${path.slice(home.length)}`, kind }))
}

interface Found {
  readonly path: string
  readonly kind: Cover['kind']
}

/** Through links: what is to be hidden is what they lead to. Null for what is not below the home. */
async function look(files: HostFiles, home: string, path: string): Promise<Found | null> {
  const real = await files.realPath(path)
  if (real === null || real === home || !isWithin(real, home)) return null
  return { path: real, kind: (await files.kind(real)) === 'directory' ? 'directory' : 'file' }
}

function withoutNested(found: readonly Found[]): Found[] {
  const unique = [...new Map(found.map((one) => [one.path, one])).values()]
  return unique.filter(({ path }) => !unique.some((other) => other.path !== path && isWithin(path, other.path)))
}

/** Breadth first, so that what the limit cuts off lies deepest. */
async function findSockets(files: HostFiles, home: string, isCovered: (path: string) => boolean): Promise<string[]> {
  const sockets: string[] = []
  let [level, left] = [[home], searchLimit]
  for (let depth = 0; depth < searchDepth && level.length > 0; depth += 1) {
    const next: string[] = []
    for (const folder of level) {
      const names = left > 0 ? await files.names(folder, left).catch(() => []) : []
      left -= names.length
      const kinds = await Promise.all(names.map(async (name) => ({ name, path: `${folder}/${name}`, kind: await files.kind(`${folder}/${name}`).catch(() => null) })))
      for (const { name, path, kind } of kinds.filter((entry) => !isCovered(entry.path))) {
        if (kind === 'other') sockets.push(path)
        if (kind === 'directory' && !unsearched.has(name)) next.push(path)
      }
    }
    level = next
  }
  return sockets
}
