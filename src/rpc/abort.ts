/**
 * Settles as `work` does, or rejects with the signal's reason as soon as it aborts, whatever `work` does then.
 * Leaves no listener behind.
 */
export function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/** Iterates `source` until it ends or the signal aborts, also when the source ignores the signal. Its `finally` runs either way. */
export async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]()
  let hasEnded = false
  try {
    for (;;) {
      const step = await raceAbort(iterator.next(), signal)
      hasEnded = step.done === true
      if (step.done) return
      yield step.value
    }
  } finally {
    // Not awaited: behind a `next` that never settles it would never settle either.
    if (!hasEnded) Promise.resolve(iterator.return?.()).catch(() => undefined)
  }
}
