import { expect, type Locator, type Page } from '@playwright/test'

/** The command palette, by its key as from anywhere in the window. */
export class Palette {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  get dialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Command palette' })
  }

  /** What Enter would do. */
  get chosen(): Locator {
    return this.dialog.getByRole('option', { selected: true })
  }

  /** Resolves when it hears what is typed: until then letters are keys of the window. */
  async open(): Promise<void> {
    await expect(this.page.getByRole('navigation', { name: 'Places' })).toBeVisible()
    await this.page.keyboard.press('ControlOrMeta+K')
    await expect(this.dialog.getByRole('combobox')).toBeFocused()
  }

  /** Types what an action is called, in any case, and does it. */
  async choose(title: string): Promise<void> {
    await this.open()
    await this.page.keyboard.type(title)
    await expect(this.chosen).toContainText(title, { ignoreCase: true })
    await this.page.keyboard.press('Enter')
    await expect(this.dialog).toBeHidden()
  }
}
