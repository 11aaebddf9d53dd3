import type { Locator, Page } from '@playwright/test'
import { expect, test } from '../fixtures/app'
import { Palette } from '../pages/palette'
import { WindowPage } from '../pages/window-page'

test('the keyboard is enough', async ({ launch }) => {
  test.setTimeout(90_000)
  const first = await launch()
  const presses = await countPresses(first.page)
  await createAndWork(first.page)
  expect(await presses()).toBe(0)
  await first.quit()

  const second = await launch()
  const pressesAgain = await countPresses(second.page)
  await findAgainAndRemove(second.page)
  expect(await pressesAgain()).toBe(0)
})

async function createAndWork(page: Page): Promise<void> {
  const window = new WindowPage(page)
  await window.ready()
  for (const name of ['alpha', 'beta']) await create(window, name)
  await window.expectStatus('beta', 'Running')
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Filter sandboxes' })).toBeFocused()
  await page.keyboard.type('alph')
  await expect(window.row('beta')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(window.row('beta')).toBeVisible()

  await goToRow(window, 'alpha')
  await page.keyboard.press('j')
  await expect(window.row('beta')).toBeFocused()
  await page.keyboard.press('s')
  await window.expectStatus('beta', 'Stopped')
  await page.keyboard.press('s')
  await window.expectStatus('beta', 'Running')
  await workInShell(window, 'echo "answer $((6*7))" | tee /root/answer', 'answer 42')
  await expect(window.row('beta')).toBeFocused()
  await page.keyboard.press('s')
  await window.expectStatus('beta', 'Stopped')
}

async function findAgainAndRemove(page: Page): Promise<void> {
  const window = new WindowPage(page)
  await window.expectStatus('alpha', 'Running')
  await window.expectStatus('beta', 'Stopped')
  await new Palette(page).choose('Start beta')
  await window.expectStatus('beta', 'Running')
  await goToRow(window, 'beta')
  await workInShell(window, 'cat /root/answer', 'answer 42')

  await page.keyboard.press('Enter')
  await expect(window.detail.of('beta')).toBeVisible()
  await page.keyboard.press('k')
  await expect(window.detail.of('alpha')).toBeVisible()
  await remove(window, 'alpha')
  await expect(window.row('beta')).toBeFocused()
  await remove(window, 'beta')
  await expect(window.firstStart).toBeVisible()
}

async function workInShell({ page, terminals }: WindowPage, line: string, answer: string): Promise<void> {
  await page.keyboard.press('t')
  await terminals.prompt()
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
  await terminals.expectText(answer)
  await page.keyboard.press('Control+`')
}

/** How often a pointer was pressed on the page since. */
async function countPresses(page: Page): Promise<() => Promise<number>> {
  const counter = await page.evaluateHandle(() => {
    const counted = { presses: 0 }
    addEventListener('pointerdown', () => counted.presses++, { capture: true })
    return counted
  })
  return () => counter.evaluate(({ presses }) => presses)
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  const focused = target.and(page.locator(':focus'))
  for (let steps = 0; steps < 40 && (await focused.count()) === 0; steps++) await page.keyboard.press('Tab')
  await expect(target).toBeFocused()
}

/** Tab reaches one row of the list, from which G and the name lead to any other. */
async function goToRow(window: WindowPage, name: string): Promise<void> {
  const { page } = window
  await tabTo(page, page.locator('[role=row][tabindex="0"]'))
  await page.keyboard.type(`g${name}`)
  await page.keyboard.press('Escape')
  await expect(window.row(name)).toBeFocused()
}

async function create({ page, create }: WindowPage, name: string): Promise<void> {
  await create.open()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type(name)
  await tabTo(page, create.image)
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('alpine:3.20')
  await tabTo(page, create.submit)
  await page.keyboard.press('Enter')
  await expect(create.dialog).toBeHidden({ timeout: 30_000 })
}

async function remove(window: WindowPage, name: string): Promise<void> {
  const { page } = window
  await page.keyboard.press('Delete')
  const question = page.getByRole('alertdialog', { name: `Remove ${name}?` })
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(question.getByRole('button', { name: 'Remove sandbox' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(question).toBeHidden()
  await expect(window.row(name)).toHaveCount(0, { timeout: 20_000 })
}
