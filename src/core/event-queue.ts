/**
 * Turns pushes into an async iterable with one reader. Values wait in order; it ends when closed
 * or when the signal aborts (quietly) and rejects when failed.
 */
export class EventQueue<T> implements AsyncIterable<T> {
  readonly #values: T[] = []
  #wake: (() => void) | undefined
  #ended = false
  #failure: { error: unknown } | undefined

  constructor(signal?: AbortSignal) {
    if (signal?.aborted) this.close()
    else signal?.addEventListener('abort', () => this.close(), { once: true })
  }

  push(value: T): void {
    if (this.#ended) return
    this.#values.push(value)
    this.#wake?.()
  }

  /** What was pushed before is still read. */
  close(): void {
    this.#ended = true
    this.#wake?.()
  }

  fail(error: unknown): void {
    if (this.#ended) return
    this.#failure = { error }
    this.close()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      while (this.#values.length > 0) yield this.#values.shift() as T
      if (this.#failure) throw this.#failure.error
      if (this.#ended) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
  }
}
