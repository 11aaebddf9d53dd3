import { AppError } from '#contract/errors'
import type { FileEntry } from '#contract/files'
import type { Task } from '#contract/progress'
import { checkSandboxPath } from '../sandbox-paths'
import type { SandboxContext } from '../sandboxes/context'
import { baseName } from './paths'
import { inPlace, reachFiles, type Place } from './reach'
import { codes, runInside, toScriptError } from './script'

const removeScript = `
[ -e "$1" ] || [ -L "$1" ] || exit ${codes.notThere}
exec rm -rf -- "$1"
`
const renameScript = `
[ -e "$1" ] || [ -L "$1" ] || exit ${codes.notThere}
{ [ -e "$2" ] || [ -L "$2" ]; } && exit ${codes.exists}
exec mv -- "$1" "$2"
`

export async function statFile(context: SandboxContext, input: { sandbox: string; path: string }, task: Task): Promise<FileEntry> {
  const place = await reachFiles(context, input.sandbox, task)
  return await inPlace(place, task, () => stat(place, checkSandboxPath(input.path), task))
}

/** Removes a file or folder of a running sandbox, as its own user. */
export async function removeFile(context: SandboxContext, input: { sandbox: string; path: string }, task: Task): Promise<void> {
  const path = checkChangeable(input.path)
  const place = await reachFiles(context, input.sandbox, task)
  await inPlace(place, task, () => change(place, removeScript, [path], path, task))
}

export async function renameFile(context: SandboxContext, input: { sandbox: string; path: string; to: string }, task: Task): Promise<FileEntry> {
  const [path, to] = [checkChangeable(input.path), checkChangeable(input.to)]
  const place = await reachFiles(context, input.sandbox, task)
  return await inPlace(place, task, async () => {
    await change(place, renameScript, [path, to], path, task, to)
    return await stat(place, to, task)
  })
}

/** Makes a directory with its parents: an empty archive does it, also in a stopped sandbox. */
export async function makeDirectory(context: SandboxContext, input: { sandbox: string; path: string }, task: Task): Promise<FileEntry> {
  const path = checkSandboxPath(input.path)
  const place = await reachFiles(context, input.sandbox, task)
  return await inPlace(place, task, async () => {
    await place.files.write(place.ref, path, context.ports.archives.make([]), task)
    return await stat(place, path, task)
  })
}

async function change(place: Place, script: string, values: readonly string[], path: string, task: Task, other = path): Promise<void> {
  const result = await runInside(place, script, values, task)
  if (!result) throw new AppError('SANDBOX_NOT_RUNNING', { name: place.record.name })
  const problem = toScriptError(result, result.exitCode === codes.exists ? other : path)
  if (problem) throw problem
  if (result.exitCode === 126 || result.exitCode === 127) throw new AppError('NOT_SUPPORTED', { backend: place.record.backend, feature: 'files' }, { because: { key: 'reasons.image_without_tools' } })
  if (result.exitCode !== 0) throw new AppError('ENGINE_FAILED', { backend: place.record.backend, detail: result.stderr.trim().slice(0, 500) })
}

async function stat({ files, ref }: Place, path: string, task: Task): Promise<FileEntry> {
  const found = await files.stat(ref, path, task)
  if (!found) throw new AppError('FILE_NOT_FOUND', { path })
  return { name: baseName(path), path, ...found }
}

function checkChangeable(path: string): string {
  const checked = checkSandboxPath(path)
  if (checked === '/') throw new AppError('PATH_REFUSED', { path }, { because: { key: 'problems.path.system' } })
  return checked
}
