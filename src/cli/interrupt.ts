import { constants } from 'node:os'
import { AppError } from '#contract/errors'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * A library that tidies up at the end of a process (when-exit below conf) sends the signal on to us
 * once more, in the hope that it ends us. Where others listen, one repetition within this time is that echo.
 */
const echoWithinMs = 1000

/** What of the process this needs; the real one fits. */
export interface SignalSource {
  on(name: (typeof signals)[number], listener: () => void): unknown
  listenerCount(name: string): number
  exit(code: number): void
}

/**
 * The first signal asks for an orderly end: `signal` aborts, whoever works cleans up. The second one
 * ends the process at once.
 */
export class Interrupt {
  readonly #controller = new AbortController()
  #exitCode: number | null = null
  #firstAt = 0
  #isEchoExpected = false

  constructor(source: SignalSource, monotonic: () => number = () => performance.now()) {
    for (const name of signals) source.on(name, () => this.#receive(name, source, monotonic()))
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** 128 + the signal's number once one came; null before. */
  get exitCode(): number | null {
    return this.#exitCode
  }

  #receive(name: (typeof signals)[number], source: SignalSource, at: number): void {
    const code = 128 + constants.signals[name]
    if (this.#exitCode === null) {
      this.#exitCode = code
      this.#firstAt = at
      this.#isEchoExpected = source.listenerCount(name) > 1
      this.#controller.abort(new AppError('CANCELLED', { what: name }))
    } else if (this.#isEchoExpected && at - this.#firstAt < echoWithinMs) this.#isEchoExpected = false
    else source.exit(code)
  }
}
