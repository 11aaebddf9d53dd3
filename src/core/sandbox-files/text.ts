import { AppError } from '#contract/errors'
import { maxTextBytes, type TextFile } from '#contract/files'
import type { Task } from '#contract/progress'
import { checkSandboxPath } from '../sandbox-paths'
import { toDigest, toText } from '../file-content'
import { findOwner } from '../sandboxes/copy'
import type { SandboxContext } from '../sandboxes/context'
import { baseName, parentOf, resolveLink } from './paths'
import { inPlace, reachFiles, type Place } from './reach'

const maxLinks = 8
const newFileMode = 0o644

/** One regular file as it is: what a text to be edited is made of, and what is kept when it is written. */
interface Content {
  readonly path: string
  readonly data: Uint8Array
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

export async function readText(context: SandboxContext, input: { sandbox: string; path: string }, task: Task): Promise<TextFile> {
  const path = checkSandboxPath(input.path)
  const place = await reachFiles(context, input.sandbox, task)
  return await inPlace(place, task, async () => toTextFile(await readContent(place, path, task)))
}

/** Replaces or makes a text file. What was read before is compared first: nobody's work is overwritten unseen. */
export async function writeText(context: SandboxContext, input: { sandbox: string; path: string; text: string; revision?: string | null | undefined }, task: Task): Promise<TextFile> {
  const path = checkSandboxPath(input.path)
  const place = await reachFiles(context, input.sandbox, task)
  return await inPlace(place, task, async () => {
    const before = await readOrNull(place, path, task)
    await refuseConflict(before, path, input.revision)
    const data = new TextEncoder().encode(input.text)
    if (data.length > maxTextBytes) throw tooLarge(path)
    const owner = before ?? (await ownerOfNew(place, task))
    const content = { path: before?.path ?? path, data, mode: before?.mode ?? newFileMode, uid: owner.uid, gid: owner.gid }
    await place.files.write(place.ref, parentOf(content.path), context.ports.archives.make([{ ...content, name: baseName(content.path) }]), task)
    return await toTextFile(content)
  })
}

async function refuseConflict(before: Content | null, path: string, revision: string | null | undefined): Promise<void> {
  if (revision === undefined) return
  if (revision === null && before) throw new AppError('FILE_EXISTS', { path })
  if (revision !== null && (!before || (await toDigest(before.data)) !== revision)) throw new AppError('FILE_CHANGED', { path })
}

async function readOrNull(place: Place, path: string, task: Task): Promise<Content | null> {
  try {
    return await readContent(place, path, task)
  } catch (error) {
    if (AppError.is(error, 'FILE_NOT_FOUND')) return null
    throw error
  }
}

async function readContent(place: Place, path: string, task: Task): Promise<Content> {
  const { files, ref, context } = place
  let current = path
  for (let step = 0; step < maxLinks; step += 1) {
    // A folder would come whole: what it is is asked before it is read.
    const found = await files.stat(ref, current, task)
    if (!found) throw new AppError('FILE_NOT_FOUND', { path: current })
    if (found.type === 'file' && found.sizeBytes > maxTextBytes) throw tooLarge(path)
    if (found.type === 'directory' || found.type === 'other') break
    for await (const entry of context.ports.archives.entries(await files.read(ref, current, task), task.signal)) {
      if (entry.type === 'file' && entry.sizeBytes <= maxTextBytes) return { path: current, data: await entry.bytes(maxTextBytes), mode: entry.mode, uid: entry.uid, gid: entry.gid }
      if (entry.type === 'file') throw tooLarge(path)
      current = entry.type === 'link' ? checkSandboxPath(resolveLink(current, entry.linkTarget)) : current
      break
    }
  }
  throw new AppError('PATH_REFUSED', { path }, { because: { key: 'problems.path.not_a_file' } })
}

async function ownerOfNew({ engine, files, ref }: Place, task: Task): Promise<{ uid: number; gid: number }> {
  const object = await engine.inspect(ref, task)
  return object ? await findOwner(files, object, task) : { uid: 0, gid: 0 }
}

async function toTextFile({ path, data, mode }: Content): Promise<TextFile> {
  const text = toText(data)
  return { path, text: text ?? '', isText: text !== null, sizeBytes: data.length, mode, revision: await toDigest(data) }
}

function tooLarge(path: string): AppError {
  return new AppError('PATH_REFUSED', { path }, { because: { key: 'problems.path.too_large', params: { maxBytes: maxTextBytes } } })
}
