import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCommand } from '../fixtures/command'
import { expect, test } from '../fixtures/app'
import { answerFolderDialog } from '../fixtures/folder-dialog'
import { lookAround } from '../fixtures/look'
import { Palette } from '../pages/palette'
import { WindowPage } from '../pages/window-page'

test('images: what is there, what cannot be pulled, what would be cleaned up', async ({ app, home }) => {
  test.setTimeout(120_000)
  const command = createCommand(home)
  await command('create', 'uses-alpine', '--image', 'alpine:3.20', '--backend', 'docker')
  const { page } = app
  const window = new WindowPage(page)
  await window.ready()
  await window.go('Images')
  const row = page.getByRole('row').filter({ hasText: 'alpine:3.20' }).filter({ hasText: 'uses-alpine' })
  await expect(row).toBeVisible()
  await expect(page.getByRole('region', { name: 'Disk use' }).getByRole('region', { name: 'Docker' })).toBeVisible()
  await lookAround(app, 'images')

  await page.getByRole('button', { name: 'Pull image…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Pull an image' })
  await dialog.getByLabel('Image').fill('not an image')
  await dialog.getByRole('button', { name: 'Pull', exact: true }).click()
  await expect(dialog).toContainText('An image starts with a letter or number')
  await dialog.getByLabel('Image').fill('localhost:1/no/such:1')
  await dialog.getByRole('button', { name: 'Pull', exact: true }).click()
  await expect(page.getByText('localhost:1/no/such:1 was not pulled')).toBeVisible({ timeout: 30_000 })
  await lookAround(app, 'images-pull-failed')

  await page.getByRole('button', { name: 'Clean up…' }).click()
  const plan = page.getByRole('dialog', { name: 'Clean up images' })
  await plan.getByRole('radio', { name: 'Everything unused' }).click()
  await expect(plan.getByText('Looking for what nothing uses')).toHaveCount(0)
  await expect(plan).not.toContainText('alpine:3.20')
  await lookAround(app, 'images-clean-up')
  await page.keyboard.press('Escape')
  await command('remove', 'uses-alpine')
})

test('activity: what was done by whom, searched and filtered', async ({ app, home }) => {
  test.setTimeout(90_000)
  const command = createCommand(home)
  await command('create', 'busy', '--image', 'alpine:3.20')
  await command('start', 'busy')
  await command('create', 'never', '--image', 'localhost:1/no/such:1').catch(() => undefined)
  const { page } = app
  const window = new WindowPage(page)
  await window.act('busy', 'Stop')
  await window.expectStatus('busy', 'Stopped')
  await window.go('Activity')
  const entries = page.getByRole('listitem')
  await expect(entries.filter({ hasText: 'Stop' }).filter({ hasText: 'Window' })).toHaveCount(1)
  await expect(entries.filter({ hasText: 'Create sandbox' }).filter({ hasText: 'Command' })).toHaveCount(2)
  await lookAround(app, 'activity')
  await page.getByRole('button', { name: 'Filter' }).click()
  await page.getByRole('menuitemradio', { name: 'Failed' }).click()
  await page.keyboard.press('Escape')
  await expect(entries.filter({ hasText: 'Start' })).toHaveCount(0)
  await expect(entries.filter({ hasText: 'never' })).toHaveCount(1)
  await page.getByRole('searchbox', { name: 'Search activity' }).or(page.getByLabel('Search activity')).fill('elsewhere')
  await expect(page.getByText('Nothing fits the filter')).toBeVisible()
  await lookAround(app, 'activity-nothing')
  await page.getByRole('button', { name: 'Show everything' }).click()
  await expect(entries.filter({ hasText: 'Create sandbox' })).toHaveCount(2)
  await command('remove', 'busy')
})

test('settings: found by a word, kept at once, in the language that was chosen', async ({ app, launch }) => {
  test.setTimeout(90_000)
  const { page } = app
  const window = new WindowPage(page)
  await window.ready()
  await window.go('Settings')
  await expect(page.getByRole('radio', { name: 'Compact' })).toBeVisible()
  await lookAround(app, 'settings')
  await page.getByRole('radio', { name: 'Compact' }).click()
  await page.getByLabel('Search settings').fill('sprache')
  await expect(page.getByRole('radio', { name: 'Compact' })).toHaveCount(0)
  await page.getByRole('combobox', { name: 'Language' }).click()
  await page.getByRole('option', { name: 'Deutsch' }).click()
  await expect(page.getByRole('heading', { name: 'Einstellungen' })).toBeVisible()
  await page.keyboard.press('Escape')
  await lookAround(app, 'settings-german')
  await app.quit()
  const again = await launch()
  await again.page.getByRole('navigation').first().getByRole('link', { name: 'Einstellungen' }).click()
  await expect(again.page.getByRole('radio', { name: 'Kompakt' })).toBeChecked()
})

test('help: what the diagnostics say, and a bundle that is read before it is saved', async ({ app }) => {
  test.setTimeout(90_000)
  const { page } = app
  const window = new WindowPage(page)
  await window.ready()
  await window.go('Help')
  const checks = page.getByRole('region', { name: 'Diagnostics' })
  await expect(checks.getByText('Docker').first()).toBeVisible()
  await lookAround(app, 'help')
  await page.getByRole('button', { name: 'Support bundle…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Support bundle' })
  await expect(dialog.locator('pre')).toBeVisible({ timeout: 30_000 })
  await lookAround(app, 'help-bundle')
})

test('backends: what each is, and what was tried', async ({ app }) => {
  const { page } = app
  const window = new WindowPage(page)
  await window.ready()
  await window.go('Backends')
  for (const name of ['Docker', 'Podman', 'Firecracker', 'Apple']) await expect(page.getByRole('article', { name })).toBeVisible()
  await lookAround(app, 'backends')
})

test('backends: the checklist of microVMs, and a set-up from files that are not the pinned ones', async ({ app, home }) => {
  const { page } = app
  const window = new WindowPage(page)
  await window.ready()
  await window.go('Backends')
  const firecracker = page.getByRole('article', { name: 'Firecracker' })
  await expect(firecracker.getByRole('button', { name: /Checklist: \d+ of \d+ good/ })).toHaveAttribute('aria-expanded', 'true')
  const offer = firecracker.getByRole('button', { name: 'From files…' })
  test.skip((await offer.count()) === 0, 'nothing can be set up here: no /dev/kvm that this user may use')
  await firecracker.scrollIntoViewIfNeeded()
  await lookAround(app, 'set-up-checklist')

  const kernel = join(home, 'vmlinux-6.1.155')
  await writeFile(kernel, 'another kernel')
  await answerFolderDialog(app, null)
  await offer.click()
  await expect(offer).toBeVisible()
  await answerFolderDialog(app, kernel)
  await offer.click()
  await expect(firecracker.getByRole('alert')).toContainText(/e41c7048[0-9a-f]{56}[^]*[0-9a-f]{64}/)
  await lookAround(app, 'set-up-wrong-file')
})

test('the palette finds places, sandboxes and what to do with them', async ({ app, home }) => {
  test.setTimeout(90_000)
  await createCommand(home)('create', 'palette-one', '--image', 'alpine:3.20')
  const { page } = app
  const window = new WindowPage(page)
  await expect(window.row('palette-one')).toBeVisible()
  const palette = new Palette(page)
  await palette.open()
  await lookAround(app, 'palette')
  await page.keyboard.type('plt one')
  await expect(palette.chosen).toContainText('palette-one')
  await page.keyboard.press('Tab')
  await expect(palette.dialog.getByRole('option', { name: /Start palette-one/ })).toBeVisible()
  await lookAround(app, 'palette-verbs')
  await page.keyboard.type('remove')
  await expect(palette.chosen).toContainText('Remove palette-one')
  await page.keyboard.press('Enter')
  const question = page.getByRole('alertdialog', { name: 'Remove palette-one?' })
  await question.getByRole('button', { name: 'Remove sandbox' }).click()
  await expect(window.row('palette-one')).toHaveCount(0)
  await palette.choose('Activity')
  await expect(page.getByRole('heading', { name: 'Activity' })).toBeVisible()
})
