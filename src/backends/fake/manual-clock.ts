import type { Clock } from '#core/ports'

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves on and wakes whoever slept until then, in order, letting each of them go on first. */
  advance(ms: number): Promise<void>
}

export function createManualClock(startMs = Date.parse('2026-01-01T00:00:00Z')): ManualClock {
  const sleepers = new Set<{ until: number; wake: () => void }>()
  let passed = 0
  const next = (until: number): { until: number; wake: () => void } | undefined => [...sleepers].filter((sleeper) => sleeper.until <= until).sort((a, b) => a.until - b.until)[0]
  return {
    now: () => startMs + passed,
    monotonic: () => passed,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        if (ms <= 0) return resolve()
        const abort = (): void => {
          sleepers.delete(sleeper)
          reject(signal?.reason)
        }
        const sleeper = {
          until: passed + ms,
          wake: () => {
            signal?.removeEventListener('abort', abort)
            sleepers.delete(sleeper)
            resolve()
          }
        }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', abort, { once: true })
      })
    },
    async advance(ms) {
      const until = passed + ms
      await settle()
      for (let sleeper = next(until); sleeper; sleeper = next(until)) {
        passed = sleeper.until
        sleeper.wake()
        await settle()
      }
      passed = until
    }
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await Promise.resolve()
}
