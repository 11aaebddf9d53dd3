/** How long a monitor may leave questions unanswered. */
export interface Patience {
  /** Between two questions. */
  readonly everyMs: number
  /** What one answer may take. */
  readonly answerMs: number
  /** After so long without any it is ended. */
  readonly silentMs: number
}

export const defaultPatience: Patience = { everyMs: 30_000, answerMs: 10_000, silentMs: 300_000 }

/** `excused`: there was no answer, and it is not the monitor that is at fault for it. */
export type Sign = 'answered' | 'silent' | 'excused'

/**
 * For how long a monitor has been silent. `at` is of a clock that stands still while the machine sleeps; and of a pause in which nobody
 * asked, because the keeper was held up itself, no more counts than one question takes.
 */
export class Silence {
  readonly #patience: Patience
  #heardAt: number
  #silentMs = 0

  constructor(patience: Patience, at: number) {
    this.#patience = patience
    this.#heardAt = at
  }

  /** True once it has been too long. */
  note(sign: Sign, at: number): boolean {
    const { everyMs, answerMs, silentMs } = this.#patience
    const sinceMs = Math.min(at - this.#heardAt, everyMs + answerMs)
    this.#heardAt = at
    this.#silentMs = sign === 'silent' ? this.#silentMs + sinceMs : 0
    return this.#silentMs >= silentMs
  }
}
