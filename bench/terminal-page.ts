import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from '@playwright/test'

const screen = '[data-terminal] .xterm-rows'
/** Seldom: looking takes the page's time away from what is measured. */
const lookEveryMs = 50
const answerWithinMs = 10_000

/** The window's own terminal, used as a person uses it. */
export class TerminalPage {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  async open(sandbox: string): Promise<void> {
    const row = this.#page.getByRole('row').filter({ has: this.#page.getByText(sandbox, { exact: true }) })
    await row.hover()
    await row.getByRole('button', { name: 'Open shell', exact: true }).click()
    await this.see(/[#$]\s*$/, 20_000)
  }

  /** Types a line and runs it; answers how long it took until `end` stood on the screen, in milliseconds. */
  async run(line: string, end: string): Promise<number> {
    await this.#page.locator('[data-terminal] textarea').focus()
    await this.#page.keyboard.insertText(line)
    const begun = performance.now()
    await this.#page.keyboard.press('Enter')
    await this.see(new RegExp(`^${end}`, 'm'), 120_000)
    return performance.now() - begun
  }

  async type(line: string): Promise<void> {
    await this.#page.locator('[data-terminal] textarea').focus()
    await this.#page.keyboard.insertText(line)
    await this.#page.keyboard.press('Enter')
  }

  /** Presses Ctrl-C; answers the milliseconds from the key, as the page got it, to the prompt being on the screen. */
  async interrupt(): Promise<number> {
    // The page listens before the key is sent: two messages to a busy page may overtake each other.
    const watch = await this.#page.evaluateHandle((selector) => {
      const pressed = new Promise<number>((resolve) => document.addEventListener('keydown', ({ key }) => key === 'c' && resolve(performance.now()), { capture: true }))
      const hasPrompt = (): boolean => {
        const lines = [...(document.querySelector(selector)?.children ?? [])].map(({ textContent }) => textContent?.trimEnd()).filter(Boolean)
        return /[#$]$/.test(lines.at(-1) ?? '')
      }
      const answer = async (): Promise<number> => {
        const pressedAt = await pressed
        while (!hasPrompt()) await new Promise((resolve) => setTimeout(resolve, 10))
        return performance.now() - pressedAt
      }
      return { answered: answer() }
    }, screen)
    await this.#page.keyboard.press('Control+c')
    const late = sleep(answerWithinMs, undefined, { ref: false }).then(async () => {
      throw new Error(`Ctrl-C was not answered within ${answerWithinMs / 1000} s; the screen shows: ${(await this.#read()).slice(-200)}`)
    })
    return await Promise.race([watch.evaluate(({ answered }) => answered), late])
  }

  async see(text: RegExp, timeoutMs: number): Promise<void> {
    const until = performance.now() + timeoutMs
    while (performance.now() < until) {
      if (text.test(await this.#read())) return
      await sleep(lookEveryMs)
    }
    throw new Error(`the terminal did not show ${text.source}`)
  }

  /** The lines on the screen; read without having the page lay anything out. */
  async #read(): Promise<string> {
    const lines = await this.#page.evaluate((selector) => [...(document.querySelector(selector)?.children ?? [])].map(({ textContent }) => textContent ?? ''), screen)
    return lines.map((line) => line.replaceAll('\u00a0', ' ').trimEnd()).join('\n').trimEnd()
  }
}
