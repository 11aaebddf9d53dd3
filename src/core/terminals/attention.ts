import type { TerminalAttention } from '#contract/terminal'
import { Emitter } from '../emitter'
import type { Clock } from '../ports/host'

/** At most one list of them in this time, however often programs call; milliseconds. */
const restMs = 250

/** The terminals that want a person's eyes. What somebody looks at never does. */
export class AttentionBoard {
  readonly #clock: Clock
  readonly #raised = new Map<string, TerminalAttention>()
  readonly #looks = new Set<readonly string[]>()
  readonly #changes = new Emitter<void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  raise(attention: TerminalAttention): void {
    if ([...this.#looks].some((look) => look.includes(attention.id))) return
    const known = this.#raised.get(attention.id)
    if (known?.kind === attention.kind && known.text === attention.text) return
    this.#raised.set(attention.id, attention)
    this.#changes.emit()
  }

  clear(ids: readonly string[]): void {
    const cleared = ids.filter((id) => this.#raised.delete(id))
    if (cleared.length > 0) this.#changes.emit()
  }

  /** All of them, now and after every change; while it is read, `inView` are looked at. */
  async *watch(inView: readonly string[], signal: AbortSignal = new AbortController().signal): AsyncGenerator<TerminalAttention[], void, undefined> {
    const end = new AbortController()
    let isTold = false
    let wake = (): void => undefined
    this.#looks.add(inView)
    this.clear(inView)
    this.#changes.on(() => {
      isTold = false
      wake()
    }, end.signal)
    const stop = (): void => wake()
    signal.addEventListener('abort', stop)
    try {
      while (!signal.aborted) {
        if (isTold) {
          await new Promise<void>((resolve) => (wake = resolve))
          continue
        }
        isTold = true
        yield [...this.#raised.values()]
        await this.#clock.sleep(restMs, signal).catch(() => undefined)
      }
    } finally {
      this.#looks.delete(inView)
      end.abort()
      signal.removeEventListener('abort', stop)
    }
  }
}
