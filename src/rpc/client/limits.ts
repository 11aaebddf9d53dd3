import { AppError } from '#contract/errors'
import { raceAbort } from '../abort'

/** Whether the connection is still there. Not an AbortSignal: hundreds of calls may wait on it at once. */
export interface Lifeline {
  readonly isOver: boolean
  /** Runs when it is over; the answer takes the listener away again. */
  onOver(listener: () => void): () => void
}

export function createLifeline(): Lifeline & { end(): void } {
  const listeners = new Set<() => void>()
  let isOver = false
  return {
    get isOver() {
      return isOver
    },
    onOver(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    end() {
      isOver = true
      for (const listener of listeners) listener()
      listeners.clear()
    }
  }
}

export interface Limits {
  /** What is waited for, for the error's sentence. */
  readonly what: string
  /** The caller's own wish to stop. */
  readonly signal?: AbortSignal | undefined
  readonly connection: Lifeline
  readonly deadlineMs?: number | undefined
}

/** A signal that aborts with an AppError on cancel, loss of the connection or deadline; `release` frees timer and listeners. */
export interface Scope {
  readonly signal: AbortSignal
  abort(reason: AppError): void
  release(): void
}

export function openScope({ what, signal, connection, deadlineMs }: Limits): Scope {
  const controller = new AbortController()
  const cancel = (): void => controller.abort(AppError.is(signal?.reason) ? signal.reason : new AppError('CANCELLED', { what }))
  const disconnect = (): void => controller.abort(new AppError('DISCONNECTED', { what }))
  const timer =
    deadlineMs === undefined ? undefined : setTimeout(() => controller.abort(new AppError('DEADLINE_EXCEEDED', { what, afterMs: deadlineMs })), deadlineMs)
  if (connection.isOver) disconnect()
  if (signal?.aborted) cancel()
  const leave = connection.onOver(disconnect)
  signal?.addEventListener('abort', cancel)
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    release() {
      clearTimeout(timer)
      leave()
      signal?.removeEventListener('abort', cancel)
    }
  }
}

/** Runs `work` within its limits: settles by the deadline whatever the other side does. */
export async function withLimits<T>(limits: Limits, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const scope = openScope(limits)
  try {
    scope.signal.throwIfAborted()
    return await raceAbort(work(scope.signal), scope.signal)
  } finally {
    scope.release()
  }
}
