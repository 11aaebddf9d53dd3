import { expect, type Locator, type Page } from '@playwright/test'
import { CreateDialog } from './create-dialog'
import { SandboxDetail } from './sandbox-detail'
import { TerminalPanel } from './terminal-panel'

/** The window as a person sees it. */
export class WindowPage {
  readonly page: Page
  readonly create: CreateDialog
  readonly detail: SandboxDetail
  readonly terminals: TerminalPanel

  constructor(page: Page) {
    this.page = page
    this.create = new CreateDialog(page)
    this.detail = new SandboxDetail(page)
    this.terminals = new TerminalPanel(page)
  }

  /** Resolves when the list, or what stands in its place, is drawn. */
  async ready(): Promise<void> {
    await expect(this.page.getByRole('grid', { name: 'Sandboxes' }).or(this.firstStart)).toBeVisible()
  }

  get firstStart(): Locator {
    return this.page.getByRole('heading', { name: /first sandbox/ })
  }

  row(name: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByText(name, { exact: true }) })
  }

  async expectStatus(name: string, status: string): Promise<void> {
    await expect(this.row(name)).toContainText(status, { timeout: 20_000 })
  }

  async select(name: string): Promise<void> {
    await this.row(name).getByText(name, { exact: true }).click()
    await expect(this.detail.of(name)).toBeVisible()
  }

  /** By the row's own button, as it appears under the pointer. */
  async act(name: string, action: 'Start' | 'Stop' | 'Restart' | 'Open shell' | 'Remove…'): Promise<void> {
    await this.row(name).hover()
    await this.row(name).getByRole('button', { name: action, exact: true }).click()
  }

  async remove(name: string): Promise<void> {
    await this.act(name, 'Remove…')
    const question = this.page.getByRole('alertdialog', { name: `Remove ${name}?` })
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
    await question.getByRole('button', { name: 'Remove sandbox' }).click()
    await expect(this.row(name)).toHaveCount(0)
  }

  async go(place: 'Sandboxes' | 'Images' | 'Backends' | 'Activity' | 'Help' | 'Settings'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: place }).click()
  }
}
