import { createCommand } from '../fixtures/command'
import { expect, test } from '../fixtures/app'
import { lookAround } from '../fixtures/look'
import { WindowPage } from '../pages/window-page'

test('several at once: started, stopped, removed, and each taken back', async ({ app, home }) => {
  test.setTimeout(180_000)
  const { page } = app
  const command = createCommand(home)
  const window = new WindowPage(page)
  await window.ready()
  const names = ['one', 'two', 'three']
  for (const name of names) await command('create', name, '--image', 'alpine:3.20', '--backend', 'docker')
  for (const name of names) await expect(window.row(name)).toBeVisible()
  await window.row('one').focus()
  await page.keyboard.press('ControlOrMeta+A')
  const bar = page.getByRole('toolbar', { name: 'Actions on the selected sandboxes' })
  await expect(bar).toContainText('3 selected')
  await lookAround(app, 'list-marked')
  await bar.getByRole('button', { name: 'Start 3' }).click()
  for (const name of names) await window.expectStatus(name, 'Running')
  await page.getByRole('button', { name: 'Undo' }).click()
  for (const name of names) await window.expectStatus(name, 'Stopped')

  await bar.getByRole('button', { name: 'Remove 3…' }).click()
  const question = page.getByRole('alertdialog', { name: 'Remove 3 sandboxes?' })
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await lookAround(app, 'list-remove-many')
  await question.getByRole('button', { name: 'Remove 3 sandboxes' }).click()
  await expect(window.row('two')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  for (const name of names) await expect(window.row(name)).toBeVisible()
  expect(JSON.parse(await command('list', '--json')).sandboxes).toHaveLength(3)

  // What stays gets the focus: the button that had it went with the marks.
  await window.row('one').focus()
  await page.keyboard.press('Space')
  await window.row('three').focus()
  await page.keyboard.press('Space')
  await bar.getByRole('button', { name: 'Remove 2…' }).click()
  const second = page.getByRole('alertdialog', { name: 'Remove 2 sandboxes?' })
  await expect(second).toContainText('agentkernel remove one three')
  await second.getByRole('button', { name: 'Remove 2 sandboxes' }).click()
  await expect(window.row('two')).toBeFocused()
  await page.getByRole('button', { name: 'Undo' }).click()
  for (const name of names) await expect(window.row(name)).toBeVisible()
  await command('remove', ...names)
})

test('the list as one likes it: groups, cards, pins, columns, and the menu on right-click', async ({ app, launch, home }) => {
  test.setTimeout(180_000)
  const { page } = app
  const command = createCommand(home)
  const window = new WindowPage(page)
  await window.ready()
  await command('create', 'in-docker', '--image', 'alpine:3.20', '--backend', 'docker')
  await command('create', 'in-podman', '--image', 'alpine:3.20', '--backend', 'podman')
  await expect(window.row('in-podman')).toBeVisible()
  const view = async (...labels: string[]): Promise<void> => {
    await page.getByRole('button', { name: 'View', exact: true }).click()
    for (const label of labels) await page.getByRole('menuitemradio', { name: label }).or(page.getByRole('menuitemcheckbox', { name: label })).or(page.getByRole('menuitem', { name: label })).first().click()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('menu')).toHaveCount(0)
  }
  await view('Backend')
  await expect(page.getByRole('button', { name: /^Docker/ }).first()).toBeVisible()
  await lookAround(app, 'list-grouped')

  await window.row('in-podman').click({ button: 'right' })
  await expect(page.getByRole('menuitem', { name: 'Duplicate…' })).toBeVisible()
  await lookAround(app, 'list-menu')
  await page.getByRole('menuitem', { name: 'Pin to the top' }).click()
  await window.row('in-podman').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Rename…' }).click()
  await expect(page.getByRole('dialog', { name: 'Rename in-podman' }).getByLabel('Name')).toBeFocused()
  await lookAround(app, 'list-rename')
  await page.keyboard.press('Escape')
  await view('Nothing')
  await expect(page.getByRole('row').nth(1)).toContainText('Pinned')
  await expect(page.getByRole('row').nth(2)).toContainText('in-podman')

  await view('Cards')
  await expect(page.getByText('in-docker', { exact: true })).toBeVisible()
  await lookAround(app, 'list-cards')
  await app.quit()

  const again = await launch()
  await expect(again.page.getByText('in-docker', { exact: true })).toBeVisible()
  await expect(again.page.getByRole('grid', { name: 'Sandboxes' }).getByRole('columnheader')).toHaveCount(0)
  await command('remove', 'in-docker', 'in-podman')
})
