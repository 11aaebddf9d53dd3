import type { Page } from '@playwright/test'

const screen = '[data-terminal] .xterm-rows'
/** Seldom: looking takes the page's time away from what is measured. */
const lookEveryMs = 50

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
    const answered = this.#page.evaluate(
      (selector) =>
        new Promise<number>((resolve, reject) => {
          let pressedAt = 0
          setTimeout(() => reject(new Error('Ctrl-C was not answered within 10 s')), 10_000)
          document.addEventListener('keydown', (event) => event.key === 'c' && (pressedAt ||= performance.now()), { capture: true })
          const look = (): void => {
            const lines = [...(document.querySelector(selector)?.children ?? [])].map(({ textContent }) => textContent ?? '').filter((text) => text.trim() !== '')
            if (pressedAt > 0 && /[#$]\s*$/.test(lines.at(-1) ?? '')) resolve(performance.now() - pressedAt)
            else setTimeout(look, 10)
          }
          look()
        }),
      screen
    )
    await this.#page.keyboard.press('Control+c')
    return await answered
  }

  async see(text: RegExp, timeoutMs: number): Promise<void> {
    const until = performance.now() + timeoutMs
    while (performance.now() < until) {
      if (text.test(await this.#read())) return
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
    }
    throw new Error(`the terminal did not show ${text.source}`)
  }

  /** The lines on the screen; read without having the page lay anything out. */
  async #read(): Promise<string> {
    const lines = await this.#page.evaluate((selector) => [...(document.querySelector(selector)?.children ?? [])].map(({ textContent }) => textContent ?? ''), screen)
    return lines.map((line) => line.replaceAll('\u00a0', ' ').trimEnd()).join('\n').trimEnd()
  }
}
