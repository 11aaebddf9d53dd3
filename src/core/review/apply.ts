import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Applied, BroughtFile } from '#contract/review'
import type { ArchiveEntry } from '../ports/archive'
import type { Baseline } from '../ports/baseline'
import type { TreeContent } from '../ports/host-tree'
import { toKeepAs } from '../replaced'
import { inPlace } from '../sandbox-files/reach'
import type { SandboxContext } from '../sandboxes/context'
import { findBefore, moveOn } from './baseline'
import { reachReview, readInside, type ReviewPlace } from './place'

/** Brings files of a private copy back to the host as they were shown. What they replace is kept in the data directory. */
export async function applyReview(context: SandboxContext, { sandbox, files }: { sandbox: string; files: readonly BroughtFile[] }, task: Task): Promise<Applied> {
  const place = await reachReview(context, sandbox, task)
  const baseline = await context.ports.baselines.read(place.record.id)
  if (baseline) refuseConflicts(baseline, files)
  const keepAs = toKeepAs(context.ports.clock.now(), place.record.name)
  const done: BroughtFile[] = []
  try {
    for (const file of files) {
      task.progress({ step: 'apply', text: { key: 'progress.bringing_back', params: { path: file.path } }, done: done.length, total: files.length, unit: 'items' })
      await applyFile(place, file, keepAs, task)
      done.push(file)
    }
    return toApplied(place, done, keepAs)
  } catch (error) {
    if (task.signal.aborted || done.length === 0) throw error
    return { ...toApplied(place, done, keepAs), failed: AppError.from(error).toData() }
  } finally {
    if (baseline && done.length > 0) await keepMoved(place, moveOn(baseline, done))
  }
}

function toApplied({ context }: ReviewPlace, done: readonly BroughtFile[], keepAs: string): Applied {
  return { applied: done.length, kept: done.some(({ hostDigest }) => hostDigest !== null) ? `${context.ports.tree.keptIn}/${keepAs}` : null }
}

/** Whoever asked the person knows of a conflict; who does not must not undo what that person did. */
function refuseConflicts(baseline: Baseline, files: readonly BroughtFile[]): void {
  const conflict = files.find(({ path, hostDigest, mayOverwrite }) => {
    const before = findBefore(baseline, path)
    return before !== undefined && mayOverwrite !== true && (before?.digest ?? null) !== hostDigest
  })
  if (conflict) throw new AppError('CONSENT_REQUIRED', { what: conflict.path })
}

async function applyFile(place: ReviewPlace, { path, digest, hostDigest, isExecutable }: BroughtFile, keepAs: string, task: Task): Promise<void> {
  const change = { folder: place.folder, path, expected: hostDigest, keepAs }
  const { tree } = place.context.ports
  // Written is what was shown, the right to run it included.
  const write = async (entry: ArchiveEntry): Promise<true> => {
    if (digest === null) throw new AppError('FILE_CHANGED', { path })
    const content: TreeContent = { pieces: entry.content(), digest, isExecutable }
    await tree.change({ ...change, content })
    return true
  }
  const isThere = await inPlace(place, task, () => readInside(place, path, task, write))
  if (isThere === null && digest !== null) throw new AppError('FILE_CHANGED', { path })
  if (isThere === null) await tree.change({ ...change, content: null })
}

/** The files are there: that this could not be noted does not undo it. At worst they are flagged once too often. */
async function keepMoved({ context, record }: ReviewPlace, baseline: Baseline): Promise<void> {
  const { baselines, log } = context.ports
  await baselines.keep(record.id, baseline).catch((error: unknown) => log.warn('could not note what was brought back', { error: String(error) }))
}
