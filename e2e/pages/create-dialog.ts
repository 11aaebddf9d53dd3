import { expect, type Locator, type Page } from '@playwright/test'

export class CreateDialog {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: 'New sandbox' })
  }

  get name(): Locator {
    return this.dialog.getByLabel('Name', { exact: true })
  }

  get image(): Locator {
    return this.dialog.getByLabel('Image')
  }

  get command(): Locator {
    return this.dialog.getByText(/^agentkernel create/)
  }

  get submit(): Locator {
    return this.dialog.getByRole('button', { name: /^Create/ })
  }

  /** Everything beyond name, image and template; nothing happens where it is shown already. */
  async showMore(): Promise<void> {
    const more = this.dialog.getByRole('button', { name: /^More settings/ })
    if ((await more.getAttribute('aria-expanded')) !== 'true') await more.click()
    await expect(more).toHaveAttribute('aria-expanded', 'true')
  }

  async open(): Promise<void> {
    // Keys mean nothing before the window is drawn.
    await expect(this.page.getByRole('navigation', { name: 'Places' })).toBeVisible()
    await this.page.keyboard.press('n')
    await expect(this.name).toBeFocused()
  }

  /** Creates and starts with everything else as it is suggested. */
  async create(name: string, image = 'alpine:3.20'): Promise<void> {
    await this.open()
    await this.name.fill(name)
    await this.image.fill(image)
    await this.submit.click()
    await expect(this.dialog).toBeHidden({ timeout: 30_000 })
  }
}
