/** Whether anybody sees a window, as its page tells. */
export interface Visibility {
  readonly isVisible: boolean
  set(isVisible: boolean): void
  /** Runs on every change until the answer is called. */
  onChange(listener: (isVisible: boolean) => void): () => void
}

export function createVisibility(): Visibility {
  const listeners = new Set<(isVisible: boolean) => void>()
  let isVisible = true
  return {
    get isVisible() {
      return isVisible
    },
    set(next) {
      if (next === isVisible) return
      isVisible = next
      for (const listener of listeners) listener(next)
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
  }
}

/**
 * A stream that costs nothing while nobody looks: its source is closed when the window is hidden and
 * opened anew when it is seen again. For sources whose first event is a snapshot.
 */
export async function* whileVisible<T>(visibility: Visibility, signal: AbortSignal, open: (signal: AbortSignal) => AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  while (!signal.aborted) {
    await untilVisible(visibility, signal)
    const look = new AbortController()
    const stop = (): void => look.abort(signal.reason)
    const leave = visibility.onChange((isVisible) => !isVisible && stop())
    signal.addEventListener('abort', stop)
    try {
      if (visibility.isVisible && !signal.aborted) yield* open(look.signal)
      if (!look.signal.aborted) return
    } catch (error) {
      if (!look.signal.aborted) throw error
    } finally {
      leave()
      signal.removeEventListener('abort', stop)
    }
  }
}

async function untilVisible(visibility: Visibility, signal: AbortSignal): Promise<void> {
  if (visibility.isVisible || signal.aborted) return
  await new Promise<void>((resolve) => {
    const end = (): void => {
      leave()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const leave = visibility.onChange(end)
    signal.addEventListener('abort', end)
  })
}
