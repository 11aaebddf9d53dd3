/** Tells listeners within this process that something changed. Listeners never throw. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>()

  emit(value: T): void {
    for (const listener of this.#listeners) listener(value)
  }

  /** Listens until the signal aborts. */
  on(listener: (value: T) => void, signal: AbortSignal): void {
    if (signal.aborted) return
    this.#listeners.add(listener)
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true })
  }
}
