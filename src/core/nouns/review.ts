import { api, type Api } from '#contract/api'
import type { SandboxContext } from '../sandboxes/context'
import type { Worker } from '../worker'

/** Loaded when asked: only who made a private copy needs it. */
export function createReviewNoun(context: SandboxContext, work: Worker): Api['review'] {
  return {
    compare: work(api.review.compare, async ({ sandbox }, task) => await (await import('../review/compare')).compareCopy(context, sandbox, task)),
    diff: work(api.review.diff, async (input, task) => await (await import('../review/diff-file')).diffFile(context, input, task)),
    apply: work(api.review.apply, async (input, task) => await (await import('../review/apply')).applyReview(context, input, task))
  }
}
