import { performance } from 'node:perf_hooks'

export interface Row {
  readonly group: string
  readonly what: string
  /** Medians: milliseconds, MB/s or MB, as `unit` says. */
  readonly ours: number
  readonly reference: number
  readonly referenceName: string
  readonly unit: 'ms' | 'MB/s' | 'MB' | 'requests'
  /** What must hold; absent for rows that only inform. */
  readonly target?: Target
}

export interface Target {
  readonly text: string
  readonly isMet: boolean
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2
}

export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/**
 * Times several ways of doing one thing by turns, so that whatever else the machine does hits all of
 * them alike. The first round warms up and is dropped. Answers the medians in milliseconds.
 */
export async function sideBySide<K extends string>(rounds: number, ways: Readonly<Record<K, () => Promise<unknown>>>): Promise<Record<K, number>> {
  const names = Object.keys(ways) as K[]
  const times = new Map<K, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round <= rounds; round += 1) {
    const order = round % 2 === 0 ? names : names.toReversed()
    for (const name of order) {
      const ms = await timeOf(ways[name])
      if (round > 0) times.get(name)?.push(ms)
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times.get(name) ?? [])])) as Record<K, number>
}

/** A row whose target is a ratio to the reference. */
export function ratioRow(row: Omit<Row, 'target' | 'unit'>, atMost?: number): Row {
  const target = atMost === undefined ? {} : { target: { text: `at most ${atMost.toFixed(2)} ×`, isMet: row.ours / row.reference <= atMost } }
  return { ...row, unit: 'ms', ...target }
}

/** A row whose target is a distance to the reference in milliseconds. */
export function beyondRow(row: Omit<Row, 'target' | 'unit'>, atMostMs: number): Row {
  return { ...row, unit: 'ms', target: { text: `at most ${atMostMs} ms beyond`, isMet: row.ours - row.reference <= atMostMs } }
}
