import type { Progress } from '#contract/progress'

const defaultIntervalMs = 100

/** Progress may be reported at any rate; it leaves at most once per interval, the latest of each step. */
export interface ProgressQueue {
  push(report: Progress): void
  /** No more reports: what waits is still handed out, at once. */
  end(): void
  reports(): AsyncGenerator<Progress, void, undefined>
}

export function createProgressQueue(intervalMs = defaultIntervalMs): ProgressQueue {
  const waiting = new Map<string, Progress>()
  let hasEnded = false
  let onPush: () => void = () => undefined
  let onEnd: () => void = () => undefined

  async function* reports(): AsyncGenerator<Progress, void, undefined> {
    for (;;) {
      if (waiting.size === 0 && !hasEnded) await new Promise<void>((resolve) => (onPush = resolve))
      const batch = [...waiting.values()]
      waiting.clear()
      yield* batch
      if (hasEnded && waiting.size === 0) return
      if (!hasEnded) await interval()
    }
  }
  function interval(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, intervalMs)
      onEnd = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
  return {
    push(report) {
      waiting.set(report.step, report)
      onPush()
    },
    end() {
      hasEnded = true
      onPush()
      onEnd()
    },
    reports
  }
}
