import { AppError } from '#contract/errors'
import { maxListedFiles, type FileEntry, type FileList } from '#contract/files'
import type { Task } from '#contract/progress'
import { checkSandboxPath } from '../sandbox-paths'
import type { SandboxContext } from '../sandboxes/context'
import { parseListing } from './listing'
import { baseName, joinPath, resolveLink } from './paths'
import { inPlace, reachFiles, type Place } from './reach'
import { codes, runInside, toScriptError } from './script'

/** A stopped sandbox's directory comes as a tar of all that is below it: so much of it is read, in bytes. */
const maxArchiveBytes = 512 * 1_048_576
const maxLinks = 8

/**
 * Two parts, parted by an empty line: one line per entry as `stat` says it, then the links with their targets, each
 * ended by NUL. A name with a line break shows cut: it can only confuse whoever made it.
 */
const script = `
command -v find >/dev/null && command -v stat >/dev/null && command -v head >/dev/null || exit ${codes.noTools}
cd "$1" 2>/dev/null || { [ -e "$1" ] || [ -L "$1" ] || exit ${codes.notThere}; [ -d "$1" ] && exit ${codes.denied}; exit ${codes.notDirectory}; }
[ -r . ] || exit ${codes.denied}
find . -mindepth 1 -maxdepth 1 -exec stat -c '%f %s %Y %n' {} + 2>/dev/null | head -n "$2"
echo
command -v readlink >/dev/null || exit 0
find . -mindepth 1 -maxdepth 1 -type l -exec sh -c 'for link do printf "%s\\0%s\\0" "$link" "$(readlink "$link")"; done' sh {} + 2>/dev/null
exit 0
`

/** What is in one directory of a sandbox: asked inside while it runs, read from its files while it does not. */
export async function listFiles(context: SandboxContext, input: { sandbox: string; path: string }, task: Task): Promise<FileList> {
  const path = checkSandboxPath(input.path)
  const place = await reachFiles(context, input.sandbox, task)
  return await inPlace(place, task, async () => {
    const result = await runInside(place, script, [path, String(maxListedFiles + 1)], task)
    const problem = result && toScriptError(result, path)
    if (problem) throw problem
    if (result?.exitCode === 0) return { ...toList(path, parseListing(result.output, path), result.isCut), canChange: true }
    if (!result && !place.files.worksWhenStopped) throw new AppError('SANDBOX_NOT_RUNNING', { name: place.record.name })
    return { ...(await listByArchive(place, path, task)), canChange: result !== null }
  })
}

async function listByArchive(place: Place, path: string, task: Task): Promise<Omit<FileList, 'canChange'>> {
  const directory = await followLinks(place, path, task)
  const entries: FileEntry[] = []
  let bytes = 0
  let isPartial = false
  for await (const entry of place.context.ports.archives.entries(await place.files.read(place.ref, directory, task), task.signal)) {
    const name = below(entry.name, directory)
    bytes += entry.sizeBytes
    if (name !== null && !name.includes('/')) entries.push(toEntry(path, name, entry))
    isPartial = entries.length > maxListedFiles || bytes > maxArchiveBytes
    if (isPartial) break
  }
  return toList(path, entries, isPartial)
}

/** The directory that a path means; the archive of a link would be the link. */
async function followLinks({ context, files, ref }: Place, path: string, task: Task): Promise<string> {
  let current = path
  for (let step = 0; step < maxLinks; step += 1) {
    const found = await files.stat(ref, current, task)
    if (!found) throw new AppError('FILE_NOT_FOUND', { path })
    if (found.type === 'directory') return current
    if (found.type !== 'link') break
    for await (const { linkTarget } of context.ports.archives.entries(await files.read(ref, current, task), task.signal)) {
      current = checkSandboxPath(resolveLink(current, linkTarget))
      break
    }
  }
  throw new AppError('PATH_REFUSED', { path }, { because: { key: 'problems.path.not_a_directory' } })
}

/** The part of an entry's name below the directory that was packed; null for the directory itself. */
function below(entryName: string, directory: string): string | null {
  const parts = entryName.split('/').filter((part) => part !== '' && part !== '.')
  if (directory !== '/' && parts[0] === baseName(directory)) parts.shift()
  return parts.length === 0 ? null : parts.join('/')
}

function toEntry(directory: string, name: string, entry: { type: FileEntry['type']; sizeBytes: number; mode: number; modifiedAt: number | null; linkTarget: string }): FileEntry {
  return {
    name,
    path: joinPath(directory, name),
    type: entry.type,
    sizeBytes: entry.sizeBytes,
    mode: entry.mode,
    ...(entry.modifiedAt !== null && { modifiedAt: new Date(entry.modifiedAt).toISOString() }),
    ...(entry.type === 'link' && { linkTarget: entry.linkTarget })
  }
}

function toList(path: string, entries: readonly FileEntry[], isCut: boolean): Omit<FileList, 'canChange'> {
  const rank = ({ type }: FileEntry): number => (type === 'directory' ? 0 : 1)
  const sorted = entries.slice(0, maxListedFiles).sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
  return { path, entries: sorted, isPartial: isCut || entries.length > maxListedFiles }
}
