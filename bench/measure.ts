import { performance } from 'node:perf_hooks'

export type Unit = 'ms' | 'MB/s' | 'MB' | 'requests'

export interface Row {
  readonly group: string
  readonly what: string
  /** A median, in `unit`. */
  readonly ours: number
  readonly reference: number
  readonly referenceName: string
  readonly unit: Unit
  /** What must hold; absent for rows that only inform. */
  readonly target?: Target
}

export interface Target {
  readonly text: string
  readonly isMet: boolean
}

/** One way of doing the thing. What it answers is run afterwards and not timed: it takes back what was made. */
export type Way = () => Promise<void | (() => Promise<unknown>)>

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Between the two values it lies between, by how near it is to each. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * part
  const [below = Number.NaN, above = below] = sorted.slice(Math.floor(place), Math.floor(place) + 2)
  return below + (above - below) * (place % 1)
}

/** The medians, in milliseconds, of what `timesOf` times. */
export async function sideBySide<K extends string>(rounds: number, ways: Readonly<Record<K, Way>>): Promise<Record<K, number>> {
  const times = await timesOf(rounds, ways)
  return Object.fromEntries((Object.keys(ways) as K[]).map((name) => [name, median(times[name])])) as Record<K, number>
}

/**
 * Times several ways of doing one thing by turns, so that whatever else the machine does hits all of
 * them alike. The first round warms up and is dropped. Answers milliseconds.
 */
export async function timesOf<K extends string>(rounds: number, ways: Readonly<Record<K, Way>>): Promise<Record<K, readonly number[]>> {
  const names = Object.keys(ways) as K[]
  const times = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<K, number[]>
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of rotate(names, round)) {
      const begun = performance.now()
      const takeBack = await ways[name]()
      const ms = performance.now() - begun
      await takeBack?.()
      if (round > 0) times[name].push(ms)
    }
  }
  return times
}

/** Nobody always comes after the same one. */
function rotate<T>(items: readonly T[], by: number): T[] {
  const at = by % items.length
  const rotated = [...items.slice(at), ...items.slice(0, at)]
  return by % 2 === 0 ? rotated : rotated.toReversed()
}

type Measured = Omit<Row, 'target' | 'unit'>

/** A row whose target is a ratio to the reference; without one it only informs. */
export function ratioRow(row: Measured, atMost?: number): Row {
  if (atMost === undefined) return { ...row, unit: 'ms' }
  return { ...row, unit: 'ms', target: { text: `at most ${atMost.toFixed(2)} times`, isMet: row.ours / row.reference <= atMost } }
}

/** A row whose target is a distance to the reference. */
export function beyondRow(row: Measured, atMostMs: number): Row {
  return { ...row, unit: 'ms', target: { text: `at most ${atMostMs} ms beyond`, isMet: row.ours - row.reference <= atMostMs } }
}

/** A row that stands for itself: milliseconds that it must not exceed. */
export function atMostRow(row: Omit<Measured, 'reference' | 'referenceName'>, atMostMs: number): Row {
  return { ...row, reference: atMostMs, referenceName: 'the bound', unit: 'ms', target: { text: `at most ${atMostMs} ms`, isMet: row.ours <= atMostMs } }
}

/** The same for memory. */
export function memoryRow(row: Omit<Measured, 'reference' | 'referenceName'>, atMostMb: number): Row {
  return { ...row, reference: atMostMb, referenceName: 'the bound', unit: 'MB', target: { text: `at most ${atMostMb} MB`, isMet: row.ours <= atMostMb } }
}

/** A row of two rates, which only informs. */
export function rateRow(row: Measured): Row {
  return { ...row, unit: 'MB/s' }
}

/** The same for a rate in MB/s; without a bound it only informs. */
export function atLeastRow(row: Omit<Measured, 'reference' | 'referenceName'>, atLeast?: number): Row {
  if (atLeast === undefined) return { ...row, reference: row.ours, referenceName: 'itself', unit: 'MB/s' }
  return { ...row, reference: atLeast, referenceName: 'the bound', unit: 'MB/s', target: { text: `at least ${atLeast} MB/s`, isMet: row.ours >= atLeast } }
}
