import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import { maxReviewedBytes } from '#contract/review'
import type { ArchiveEntry } from '../ports/archive'
import type { TreeFile } from '../ports/host-tree'
import type { SandboxContext } from '../sandboxes/context'
import { reachFiles, type Place } from '../sandbox-files/reach'
import { findLeftOut, findNameBarrier } from './rules'

/** A private copy and the folder it was made of. */
export interface ReviewPlace extends Place {
  /** On the host, links resolved. */
  readonly folder: string
  readonly workingDirectory: string
}

/** Rejects with NO_PRIVATE_COPY where there is none, FILE_NOT_FOUND where its folder is gone. */
export async function reachReview(context: SandboxContext, sandbox: string, task: Task): Promise<ReviewPlace> {
  const place = await reachFiles(context, sandbox, task)
  const { copiedFrom, workingDirectory } = place.record.spec
  if (copiedFrom === null || workingDirectory === null) throw new AppError('NO_PRIVATE_COPY', { name: place.record.name })
  const folder = await context.ports.files.realPath(copiedFrom)
  if (folder === null) throw new AppError('FILE_NOT_FOUND', { path: copiedFrom })
  return { ...place, folder, workingDirectory }
}

/** Does something with one file of the copy; null when none is there. */
export async function readInside<T>(place: ReviewPlace, path: string, task: Task, take: (entry: ArchiveEntry) => Promise<T>): Promise<T | null> {
  if (findNameBarrier(path) ?? findLeftOut(path)) throw notReviewed(path)
  let isTaken = false
  try {
    const archive = await place.files.read(place.ref, `${place.workingDirectory}/${path}`, task)
    for await (const entry of place.context.ports.archives.entries(archive, task.signal)) {
      if (entry.type !== 'file') throw notReviewed(path)
      isTaken = true
      return await take(entry)
    }
    return null
  } catch (error) {
    if (!isTaken && AppError.is(error, 'FILE_NOT_FOUND')) return null
    throw error
  }
}

export function isExecutable(mode: number): boolean {
  return (mode & 0o111) !== 0
}

/** To be shown line by line. */
export async function toShowable(entry: ArchiveEntry, path: string): Promise<TreeFile> {
  if (entry.sizeBytes > maxReviewedBytes) throw notReviewed(path)
  return { data: await entry.bytes(maxReviewedBytes), isExecutable: isExecutable(entry.mode) }
}

function notReviewed(path: string): AppError {
  return new AppError('PATH_REFUSED', { path }, { because: { key: 'problems.path.not_reviewed' } })
}
