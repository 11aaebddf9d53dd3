import { expect, type Locator, type Page } from '@playwright/test'

export class TerminalPanel {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  get tabs(): Locator {
    return this.page.getByRole('tablist', { name: 'Open terminals' }).getByRole('tab')
  }

  get screen(): Locator {
    return this.page.locator('[data-terminal] .xterm-rows')
  }

  /** Resolves when the shell has printed its prompt. */
  async prompt(): Promise<void> {
    await expect(this.screen).toContainText(/[#$] /, { timeout: 20_000 })
  }

  /** Every row lies inside the panel, so that the last one can be read. */
  async expectFitting(): Promise<void> {
    const place = this.page.locator('[data-terminal]')
    await expect
      .poll(async () => {
        const [panel, screen] = [await place.boundingBox(), await this.screen.boundingBox()]
        return panel && screen ? screen.y + screen.height - (panel.y + panel.height) : Number.POSITIVE_INFINITY
      })
      .toBeLessThanOrEqual(0)
  }

  async focus(): Promise<void> {
    await this.page.locator('[data-terminal] textarea').focus()
  }

  /** Types a line as a person does and runs it. */
  async run(line: string): Promise<void> {
    await this.focus()
    await this.page.keyboard.type(line)
    await this.page.keyboard.press('Enter')
  }

  async expectText(text: string | RegExp): Promise<void> {
    await expect(this.screen).toContainText(text, { timeout: 15_000 })
  }
}
