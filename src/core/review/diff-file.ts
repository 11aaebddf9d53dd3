import type { Task } from '#contract/progress'
import { maxReviewedBytes } from '#contract/review'
import { inPlace } from '../sandbox-files/reach'
import type { SandboxContext } from '../sandboxes/context'
import { reachReview, readInside, toShowable } from './place'
import { toUnifiedDiff } from './unified-diff'

/** One file of a private copy against the one on the host, in git's form. */
export async function diffFile(context: SandboxContext, { sandbox, path }: { sandbox: string; path: string }, task: Task): Promise<{ path: string; diff: string }> {
  const place = await reachReview(context, sandbox, task)
  const inside = await inPlace(place, task, () => readInside(place, path, task, (entry) => toShowable(entry, path)))
  const host = await context.ports.tree.read(place.folder, path, maxReviewedBytes)
  return { path, diff: await toUnifiedDiff(path, host, inside) }
}
