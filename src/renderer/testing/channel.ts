/** Values pushed by one side and iterated by others; each reader starts with `first` when there is one. */
export class Channel<Value> {
  readonly #readers = new Set<(value: Value) => void>()

  send(value: Value): void {
    for (const reader of this.#readers) reader(value)
  }

  async *read(signal?: AbortSignal, first: readonly Value[] = []): AsyncGenerator<Value> {
    const queue: Value[] = [...first]
    let wake: (() => void) | undefined
    const push = (value: Value) => {
      queue.push(value)
      wake?.()
    }
    const stop = () => wake?.()
    this.#readers.add(push)
    signal?.addEventListener('abort', stop)
    try {
      for (;;) {
        if (signal?.aborted) return
        const next = queue.shift()
        if (next !== undefined) yield next
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    } finally {
      this.#readers.delete(push)
      signal?.removeEventListener('abort', stop)
    }
  }
}

export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
