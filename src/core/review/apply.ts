import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { ShownFile } from '#contract/review'
import { toDigest } from '../file-content'
import { inPlace } from '../sandbox-files/reach'
import type { SandboxContext } from '../sandboxes/context'
import { reachReview, readInside, type ReviewPlace } from './place'

/** Brings files of a private copy back to the host as they were shown. What they replace is kept in the data directory. */
export async function applyReview(context: SandboxContext, { sandbox, files }: { sandbox: string; files: readonly ShownFile[] }, task: Task): Promise<{ applied: number; kept: string | null }> {
  const place = await reachReview(context, sandbox, task)
  const { tree, clock } = context.ports
  const keepAs = `${new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-')}-${place.record.name}`
  for (const [index, file] of files.entries()) {
    task.progress({ step: 'apply', text: { key: 'progress.bringing_back', params: { path: file.path } }, done: index, total: files.length, unit: 'items' })
    await applyFile(place, file, keepAs, task)
  }
  return { applied: files.length, kept: files.some(({ hostDigest }) => hostDigest !== null) ? `${tree.keptIn}/${keepAs}` : null }
}

async function applyFile(place: ReviewPlace, { path, digest, hostDigest, isExecutable }: ShownFile, keepAs: string, task: Task): Promise<void> {
  const inside = await inPlace(place, task, () => readInside(place, path, task))
  if ((inside && (await toDigest(inside.data))) !== digest) throw new AppError('FILE_CHANGED', { path })
  task.signal.throwIfAborted()
  // Not `inside`: what is written is what was shown, the right to run it included.
  await place.context.ports.tree.change({ folder: place.folder, path, content: inside && { data: inside.data, isExecutable }, expected: hostDigest, keepAs })
}
