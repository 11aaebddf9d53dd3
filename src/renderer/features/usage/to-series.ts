import type { Usage } from '#contract/sandbox'

/** Samples further apart than this were not taken: the line is broken there. */
const gapMs = 10_000

export interface Series {
  /** Seconds since 1970. */
  readonly times: number[]
  readonly values: (number | null)[]
}

/** The samples of the last seconds as a line with gaps where nobody looked. */
export function toSeries(history: readonly Usage[], read: (usage: Usage) => number | null, spanSeconds: number, nowMs: number = Date.now()): Series {
  const series: Series = { times: [], values: [] }
  let before = 0
  for (const usage of history) {
    const at = Date.parse(usage.at)
    if (at < nowMs - spanSeconds * 1000 || at <= before) continue
    if (before > 0 && at - before > gapMs) {
      series.times.push((before + 1) / 1000)
      series.values.push(null)
    }
    series.times.push(at / 1000)
    series.values.push(read(usage))
    before = at
  }
  return series
}
