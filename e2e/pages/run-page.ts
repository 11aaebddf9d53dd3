import { expect, type Locator, type Page } from '@playwright/test'

/** The page of quick runs. */
export class RunPage {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  get line(): Locator {
    return this.page.getByLabel('Command', { exact: true })
  }

  get image(): Locator {
    return this.page.getByLabel('Image', { exact: true })
  }

  get result(): Locator {
    return this.page.getByRole('region', { name: 'Result' })
  }

  get output(): Locator {
    return this.result.getByRole('log', { name: 'Output' })
  }

  /** By the key, as from anywhere in the window. */
  async open(): Promise<void> {
    await expect(this.page.getByRole('navigation', { name: 'Places' })).toBeVisible()
    await this.page.keyboard.press('r')
    await expect(this.line).toBeFocused()
  }

  async run(line: string, image = 'alpine:3.20'): Promise<void> {
    await this.image.fill(image)
    await this.line.fill(line)
    await this.line.press('Enter')
  }

  async expectEnd(words: string): Promise<void> {
    await expect(this.result.getByRole('status').filter({ hasText: words })).toBeVisible({ timeout: 60_000 })
  }
}
