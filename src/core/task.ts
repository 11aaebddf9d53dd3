import { AppError } from '#contract/errors'
import type { CallOptions } from '#contract/method'
import type { Task } from '#contract/progress'
import type { Clock } from './ports/host'

export interface WorkOptions extends CallOptions {
  /** What it is, for the sentence of a passed deadline. */
  readonly what: string
}

/**
 * Runs work under a task of its own. Settles when the work does, when the caller cancels or when
 * the deadline passes, even if the work ignores its signal. No timer outlives it.
 */
export async function runTask<T>(clock: Clock, options: WorkOptions, work: (task: Task) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const finished = new AbortController()
  const cancel = (): void => controller.abort(toCancelReason(options.signal?.reason, options.what))
  if (options.signal?.aborted) cancel()
  else options.signal?.addEventListener('abort', cancel, { signal: finished.signal })
  if (options.deadlineMs !== undefined) expire(clock, options.deadlineMs, options.what, controller, finished.signal)
  const progress = options.onProgress ?? ignore
  try {
    controller.signal.throwIfAborted()
    return await Promise.race([work({ signal: controller.signal, progress }), rejectOnAbort(controller.signal, finished.signal)])
  } finally {
    finished.abort()
  }
}

/** A task that lives as long as its caller's stream: cancelled, never out of time. */
export function createStreamTask(signal: AbortSignal): Task {
  return { signal, progress: ignore }
}

function expire(clock: Clock, afterMs: number, what: string, controller: AbortController, finished: AbortSignal): void {
  clock.sleep(afterMs, finished).then(
    () => controller.abort(new AppError('DEADLINE_EXCEEDED', { what, afterMs })),
    ignore
  )
}

function rejectOnAbort(signal: AbortSignal, finished: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { signal: finished, once: true })
  })
}

function toCancelReason(reason: unknown, what: string): AppError {
  return reason instanceof AppError ? reason : new AppError('CANCELLED', { what })
}

function ignore(): void {}
