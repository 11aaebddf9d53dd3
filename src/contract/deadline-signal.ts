/**
 * A signal that aborts after so many milliseconds, with a `TimeoutError` as its reason; it keeps no process alive. Instead of
 * `AbortSignal.timeout`: up to Node 24 that one is collected as garbage where only `AbortSignal.any` knows of it, and then never aborts
 * (nodejs/node issue 57736).
 */
export function deadlineSignal(afterMs: number): AbortSignal {
  const controller = new AbortController()
  const timer: unknown = setTimeout(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), afterMs)
  if (isNodeTimer(timer)) timer.unref()
  return controller.signal
}

/** In a page it is a number. */
function isNodeTimer(timer: unknown): timer is { unref: () => void } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer
}
