import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Text } from '#contract/text'
import type { CopyInput } from '../app'
import type { Baseline } from '../ports/baseline'
import type { Engine } from '../ports/engine'
import type { EngineObject } from '../ports/engine-object'
import type { FilePower } from '../ports/engine-powers'
import { keepBaseline, noteBaseline } from '../review/baseline'
import { inPlace, reachFiles } from '../sandbox-files/reach'
import { requireFiles } from '../sandbox-files/require-files'
import { checkSandboxPath } from '../sandbox-paths'
import type { SandboxContext } from './context'

export interface CopyResult {
  readonly files: number
  readonly bytes: number
}

/** A private copy of a host folder in a sandbox that was just made, owned by the user that will work on it. What went in is noted. */
export async function copyDirectoryIn(context: SandboxContext, engine: Engine, object: EngineObject, paths: { from: string; to: string }, task: Task): Promise<void> {
  let baseline: Baseline | null = null
  const files = requireFiles(engine)
  const owner = await findOwner(files, object, task)
  task.progress({ step: 'copy', text: { key: 'progress.copying_folder', params: { path: paths.from } } })
  const archive = context.ports.files.pack(paths.from, { honourIgnoreFiles: false, as: '.', owner, note: noteBaseline((noted) => (baseline = noted)), signal: task.signal })
  await files.write(object, paths.to, archive, task)
  await keepBaseline(context, object.sandboxId, baseline)
}

/** Copies a host file or folder into a sandbox, as `cp` does: into a directory that is there, else to the path itself. */
export async function copyIn(context: SandboxContext, input: CopyInput, task: Task): Promise<CopyResult> {
  const { files: host } = context.ports
  const target = checkSandboxPath(input.sandboxPath)
  const place = await reachFiles(context, input.sandbox, task)
  const { files, ref } = place
  if ((await host.kind(input.hostPath)) === null) throw new AppError('FILE_NOT_FOUND', { path: input.hostPath })
  const isInto = target === '/' || input.sandboxPath.endsWith('/') || (await inPlace(place, task, () => files.stat(ref, target, task)))?.type === 'directory'
  const name = isInto ? baseName((await host.realPath(input.hostPath)) ?? input.hostPath) : baseName(target)
  const copied = { files: 0, bytes: 0 }
  const onFile = (sizeBytes: number): void => {
    copied.files += 1
    copied.bytes += sizeBytes
  }
  const archive = host.pack(input.hostPath, { honourIgnoreFiles: false, as: name, onFile, signal: task.signal })
  const carried = counted(archive, task, { key: 'progress.uploading', params: { path: input.hostPath } })
  await inPlace(place, task, () => files.write(ref, isInto ? target : parent(target), carried, task))
  return copied
}

/** Copies a file or folder out under the archive rules. */
export async function copyOut(context: SandboxContext, input: CopyInput, task: Task): Promise<CopyResult> {
  const source = checkSandboxPath(input.sandboxPath)
  const place = await reachFiles(context, input.sandbox, task)
  const archive = await inPlace(place, task, () => place.files.read(place.ref, source, task))
  const isInto = (await context.ports.files.kind(input.hostPath)) === 'directory'
  const target = isInto ? `${input.hostPath.replace(/\/+$/, '')}/${baseName(source)}` : input.hostPath
  return await context.ports.files.unpack(counted(archive, task, { key: 'progress.downloading', params: { path: source } }), target, { signal: task.signal, mayReplace: !isInto })
}

/** Tells how much has gone by; how much there will be, an archive does not say. */
async function* counted(archive: AsyncIterable<Uint8Array>, task: Task, text: Text): AsyncGenerator<Uint8Array> {
  let done = 0
  for await (const piece of archive) {
    done += piece.length
    yield piece
    task.progress({ step: 'copy', text, done })
  }
}

/** Numeric owner for files that the sandbox's user works on; a named user is looked up in the sandbox's own passwd. */
export async function findOwner(files: FilePower, object: EngineObject, task: Task): Promise<{ uid: number; gid: number }> {
  const [name = '', group] = (object.user ?? '0').split(':')
  const uid = Number(name)
  if (Number.isInteger(uid)) return { uid, gid: Number(group ?? (uid === 0 ? 0 : uid)) || 0 }
  const line = (await readPasswd(files, object, task)).find((fields) => fields[0] === name)
  return { uid: Number(line?.[2] ?? 0), gid: Number(line?.[3] ?? 0) }
}

/** The tar of one small text file is its header block followed by the text: fields are found without unpacking. */
async function readPasswd(files: FilePower, object: EngineObject, task: Task): Promise<string[][]> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of await files.read(object, '/etc/passwd', task)) {
    text += decoder.decode(chunk, { stream: true })
    if (text.length > 1_000_000) break
  }
  return text.split(/[\n\0]/).map((line) => line.split(':'))
}

function baseName(path: string): string {
  return path.replace(/[/\\]+$/, '').split(/[/\\]/).at(-1) ?? path
}

function parent(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/'
}
