import type { BenchEngine } from './engines'
import type { Row } from './measure'

/** What the groups of benchmarks share: what is there, how often, and where the results go. */
export class Bench {
  readonly rows: Row[] = []
  /** What could not run, one line each. */
  readonly skipped: string[] = []
  readonly engines: readonly BenchEngine[]
  readonly rounds: number
  readonly #takeBacks: (() => Promise<unknown>)[] = []

  constructor(engines: readonly BenchEngine[], rounds: number) {
    this.engines = engines
    this.rounds = rounds
  }

  add(...rows: readonly Row[]): void {
    this.rows.push(...rows)
  }

  skip(what: string, why: string): void {
    this.skipped.push(`${what}: ${why}`)
  }

  /** Runs when the group is over, whatever happened. */
  afterwards(takeBack: () => Promise<unknown>): void {
    this.#takeBacks.push(takeBack)
  }

  async takeBack(): Promise<void> {
    for (const takeBack of this.#takeBacks.splice(0).toReversed()) {
      await takeBack().catch((error: unknown) => console.error(`could not clean up: ${String(error)}`))
    }
  }
}

/** A set of figures that belong together. */
export interface Group {
  readonly name: string
  readonly run: (bench: Bench) => Promise<void>
}
