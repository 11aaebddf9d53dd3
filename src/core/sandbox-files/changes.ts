import { AppError } from '#contract/errors'
import type { FileChange, FileChanges } from '#contract/files'
import type { Task } from '#contract/progress'
import type { SandboxContext } from '../sandboxes/context'
import { planHardening } from '../profiles'
import { parentOf } from './paths'
import { inPlace, reachFiles, type Place } from './reach'
import { codes, runInside } from './script'

const maxChanges = 5000
/** Made by engines in every container, by nobody's hand. */
const ofEngines = /^\/(?:proc|sys|dev|run\/\.containerenv|\.dockerenv|etc\/(?:hosts|hostname|resolv\.conf|mtab))(?:\/|$)/

const script = `
command -v find >/dev/null || exit ${codes.noTools}
find / -xdev \\( -path /proc -o -path /sys -o -path /dev \\) -prune -o \\( -type f -o -type l \\) -mmin "-$1" -print0 2>/dev/null
exit 0
`

/** What was done to the files of a sandbox since it was made: by the engine's own comparison with the image, else by dates. */
export async function listChanges(context: SandboxContext, sandbox: string, task: Task): Promise<FileChanges> {
  const place = await reachFiles(context, sandbox, task)
  return await inPlace(place, task, async () => {
    const leftOut = findLeftOut(place)
    const compared = await place.files.changes?.(place.ref, task)
    if (compared) return { ...toChanges(compared.filter(({ path }) => !ofEngines.test(path) && !isMountPoint(path, leftOut))), basis: 'engine', leftOut }
    return { ...toChanges(await listByDate(place, task)), basis: 'dates', leftOut: [] }
  })
}

async function listByDate(place: Place, task: Task): Promise<FileChange[]> {
  const { record, context } = place
  const minutes = Math.max(1, Math.ceil((context.ports.clock.now() - Date.parse(record.createdAt)) / 60_000))
  const result = await runInside(place, script, [String(minutes)], task)
  if (!result) throw new AppError('SANDBOX_NOT_RUNNING', { name: record.name })
  if (result.exitCode !== 0) throw new AppError('NOT_SUPPORTED', { backend: record.backend, feature: 'files' }, { because: { key: 'reasons.image_without_tools' } })
  const paths = new TextDecoder().decode(result.output).split('\0').filter((path) => path.startsWith('/'))
  return paths.map((path) => ({ path, kind: 'modified' as const })).filter(({ path }) => !ofEngines.test(path))
}

/** By path; a directory is left out where something in it says more. */
function toChanges(all: readonly FileChange[]): Pick<FileChanges, 'changes' | 'isPartial'> {
  const parents = new Set(all.map(({ path }) => parentOf(path)))
  const told = all.filter(({ path, kind }) => kind === 'removed' || !parents.has(path)).sort((a, b) => (a.path < b.path ? -1 : 1))
  return { changes: told.slice(0, maxChanges), isPartial: told.length > maxChanges }
}

function findLeftOut({ record: { spec }, context }: Place): string[] {
  const { mounts, volumes, tmpfs } = planHardening(spec, context.ports.host)
  return [...spec.mounts, ...mounts, ...tmpfs].map(({ target }) => target).concat(volumes)
}

/** The engine makes the place of a mount, which is no change of anybody's. */
function isMountPoint(path: string, mounts: readonly string[]): boolean {
  return mounts.some((mount) => mount === path || mount.startsWith(`${path}/`))
}
