import type { BackendFailure } from '#contract/backend-failure'
import type { BackendKind } from '#contract/backend-kind'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'

/** The same work on each of several backends at once. One that fails does not keep the others from it; only an end of the whole task rejects. */
export async function onEach<T>(kinds: readonly BackendKind[], { signal }: Task, work: (kind: BackendKind) => Promise<T>): Promise<{ done: T[]; failed: BackendFailure[] }> {
  const done: T[] = []
  const failed: BackendFailure[] = []
  const results = await Promise.allSettled(kinds.map(work))
  for (const [index, result] of results.entries()) {
    const backend = kinds[index]
    if (result.status === 'fulfilled') done.push(result.value)
    else if (signal.aborted || backend === undefined) throw result.reason
    else failed.push({ backend, error: AppError.from(result.reason).toData() })
  }
  return { done, failed }
}
