import { constants } from 'node:os'
import { AppError } from '#contract/errors'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** What of the process this needs; the real one fits. */
export interface SignalSource {
  on(name: (typeof signals)[number], listener: () => void): unknown
  exit(code: number): void
}

/**
 * The first signal asks for an orderly end: `signal` aborts, whoever works cleans up. The second one
 * ends the process at once.
 */
export class Interrupt {
  readonly #controller = new AbortController()
  #exitCode: number | null = null

  constructor(source: SignalSource) {
    for (const name of signals) {
      source.on(name, () => {
        const code = 128 + constants.signals[name]
        if (this.#exitCode !== null) source.exit(code)
        this.#exitCode = code
        this.#controller.abort(new AppError('CANCELLED', { what: name }))
      })
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** 128 + the signal's number once one came; null before. */
  get exitCode(): number | null {
    return this.#exitCode
  }
}
