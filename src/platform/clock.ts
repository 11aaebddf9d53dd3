import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '#core/ports'

/** The machine's own time. */
export function createClock(): Clock {
  return {
    now: () => Date.now(),
    // The global `performance` would load all of Node's measuring for it.
    monotonic: () => Number(process.hrtime.bigint()) / 1e6,
    async sleep(ms, signal) {
      signal?.throwIfAborted()
      try {
        await sleep(ms, undefined, { signal })
      } catch (error) {
        // Node wraps the reason; whoever waits wants the reason itself.
        throw signal?.aborted ? signal.reason : error
      }
    }
  }
}
