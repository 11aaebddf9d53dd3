import type { Clock, ScreenBuffer } from '../ports/host'

/** How much may wait before the screen has to take it in. */
const capacity = 2_097_152
/** Output rests for so long before the screen takes it in; milliseconds. */
const restMs = 30

/**
 * Puts output on the kept screen when there is time: at rest, when the screen is asked for, or when too
 * much waits. Of a flood of plain lines only those are taken in that the screen could still hold, so
 * that a window need not share its speed with a screen that nobody looks at.
 */
export class ScreenFeed {
  readonly #screen: ScreenBuffer
  readonly #clock: Clock
  #waiting: string[] = []
  #length = 0
  #isResting = false

  constructor(screen: ScreenBuffer, clock: Clock) {
    this.#screen = screen
    this.#clock = clock
  }

  /** Resolves when more may come. */
  async add(text: string): Promise<void> {
    this.#waiting.push(text)
    this.#length += text.length
    if (this.#length <= capacity) return void this.#settleAtRest()
    const left = dropScrolledOff(this.#take(), this.#screen.lines)
    if (left.length > capacity / 2) return await this.#screen.write(left)
    this.#waiting.push(left)
    this.#length = left.length
  }

  /** Resolves when everything added so far is on the screen. */
  async settle(): Promise<void> {
    await this.#screen.write(this.#take())
  }

  #take(): string {
    const text = this.#waiting.join('')
    this.#waiting = []
    this.#length = 0
    return text
  }

  async #settleAtRest(): Promise<void> {
    if (this.#isResting) return
    this.#isResting = true
    for (let before = -1; before !== this.#length; ) {
      before = this.#length
      await this.#clock.sleep(restMs)
    }
    this.#isResting = false
    if (this.#length > 0) await this.settle()
  }
}

/**
 * Without lines that leave no trace: plain ones before the last `lines`. One escape sequence or bare
 * control character among them, and all are kept, because it may change what comes after. The first
 * line stays: a sequence that began before may end in it.
 */
export function dropScrolledOff(text: string, lines: number): string {
  const first = text.indexOf('\r\n') + 2
  let last = text.length
  for (let line = 0; line <= lines && last > first; line += 1) last = text.lastIndexOf('\r\n', last - 1)
  if (last <= first || leavesTrace.test(text.slice(0, last))) return text
  return text.slice(0, first) + text.slice(last + 2)
}

const leavesTrace = /[^ -~\u00a0-\uffff\t\r\n]|\r(?!\n)(?!$)|(?<!\r)\n/
