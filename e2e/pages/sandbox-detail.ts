import type { Locator, Page } from '@playwright/test'

export class SandboxDetail {
  private readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  of(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true })
  }

  /** A value of the overview by its label. */
  fact(name: string, label: string): Locator {
    return this.of(name).locator('dt', { hasText: new RegExp(`^${label}$`) }).locator('xpath=following-sibling::dd[1]')
  }

  tab(name: string, tab: 'Overview' | 'Terminals' | 'Logs' | 'Files' | 'Review' | 'Usage' | 'Activity' | 'Record'): Locator {
    return this.of(name).getByRole('tab', { name: tab })
  }
}
