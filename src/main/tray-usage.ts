import type { Api } from '#contract/api'
import type { Usage } from '#contract/sandbox'
import type { Clock, Log } from '#core/ports'

export interface TrayUsageOptions {
  readonly product: { readonly sandboxes: Pick<Api['sandboxes'], 'usage'> }
  readonly clock: Pick<Clock, 'sleep'>
  readonly log: Log
  /** After every reading, with the newest figures of each sandbox that was asked for, by id. */
  readonly onRead: (usage: ReadonlyMap<string, Usage>) => void
}

/** CPU is the difference of two samples so far apart, in milliseconds. */
const sampleMs = 1000
/** A reading takes no longer, whatever the engines do. */
const patienceMs = 4000

/** What sandboxes use, read once when somebody is about to look: nothing is asked in between. */
export class TrayUsage {
  readonly #options: TrayUsageOptions
  #known: ReadonlyMap<string, Usage> = new Map()
  #reading: Promise<void> | undefined

  constructor(options: TrayUsageOptions) {
    this.#options = options
  }

  /** One reading at a time: who asks meanwhile waits for that one. */
  read(ids: readonly string[], signal: AbortSignal): Promise<void> {
    this.#reading ??= this.#read(ids, signal).finally(() => (this.#reading = undefined))
    return this.#reading
  }

  async #read(ids: readonly string[], signal: AbortSignal): Promise<void> {
    if (ids.length === 0) return
    const { product, clock, log, onRead } = this.#options
    const done = new AbortController()
    const stop = AbortSignal.any([signal, done.signal])
    clock.sleep(patienceMs, stop).then(
      () => done.abort(),
      () => undefined
    )
    const missing = new Set(ids)
    // Of what is gone, or runs no more, nothing is kept.
    const known = new Map([...this.#known].filter(([id]) => missing.has(id)))
    try {
      for await (const usage of product.sandboxes.usage({ ids: [...ids], intervalMs: sampleMs }, { signal: stop })) {
        if (usage.cpuPercent === null) continue
        known.set(usage.id, usage)
        missing.delete(usage.id)
        if (missing.size === 0) break
      }
    } catch (error) {
      if (!stop.aborted) log.warn('the tray cannot read what sandboxes use', { error: String(error) })
    } finally {
      done.abort()
    }
    this.#known = known
    if (!signal.aborted) onRead(known)
  }
}
