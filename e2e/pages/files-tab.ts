import { expect, type Locator, type Page } from '@playwright/test'

/** The files of the sandbox whose detail is open. */
export class FilesTab {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  folder(path: string): Locator {
    return this.page.getByRole('grid', { name: path, exact: true })
  }

  entry(name: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByRole('button', { name, exact: true }) })
  }

  tool(name: string): Locator {
    return this.page.getByRole('toolbar', { name: 'File tools' }).getByRole('button', { name })
  }

  async open(name: string): Promise<void> {
    await this.entry(name).getByRole('button', { name, exact: true }).click()
  }

  /** By the menu of the upload button and the dialog that it opens. */
  async make(what: 'New file…' | 'New folder…', name: string): Promise<void> {
    await this.tool('Upload or make new').click()
    await this.page.getByRole('menuitem', { name: what }).click()
    const dialog = this.page.getByRole('dialog', { name: what.replace('…', '') })
    await dialog.getByLabel('Name').fill(name)
    await dialog.getByRole('button', { name: 'Create' }).click()
    await expect(dialog).toBeHidden()
  }

  /** Drags a file or folder of this machine in from outside, as the system does. */
  async drop(file: string): Promise<void> {
    const place = await this.page.getByRole('toolbar', { name: 'File tools' }).boundingBox()
    if (!place) throw new Error('the files are not shown')
    const session = await this.page.context().newCDPSession(this.page)
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: place.x + 40, y: place.y + 200, data: { items: [], files: [file], dragOperationsMask: 1 } })
    }
  }

  get editor(): Locator {
    return this.page.getByRole('textbox', { name: /^\// })
  }
}
