import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createCommand } from '../fixtures/command'
import { expect, test } from '../fixtures/app'
import { lookAround } from '../fixtures/look'
import { CreateDialog } from '../pages/create-dialog'
import { Palette } from '../pages/palette'
import { WindowPage } from '../pages/window-page'

test('the data directory is backed up and brought back, after what a backup holds was shown', async ({ app, home }) => {
  test.setTimeout(120_000)
  const outside = mkdtempSync(path.join(tmpdir(), 'agentkernel-backup-'))
  const command = createCommand(home)
  const { page, electron } = app
  const window = new WindowPage(page)
  await window.ready()
  await command('create', 'kept', '--image', 'alpine:3.20', '--backend', 'docker')
  await expect(window.row('kept')).toBeVisible()
  await electron.evaluate(({ dialog }, folder) => {
    dialog.showSaveDialog = (...words: unknown[]) => {
      const { defaultPath = '' } = words.at(-1) as Electron.SaveDialogOptions
      return Promise.resolve({ canceled: false, filePath: `${folder}/${defaultPath}` })
    }
  }, outside)

  await window.go('Activity')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: /CSV/ }).first().click()
  await expect(page.getByText(`${outside}/agentkernel-activity-`)).toBeVisible()

  await window.go('Settings')
  const row = (id: string) => page.locator(`[data-setting="${id}"]`)
  await row('back_up').getByRole('button', { name: 'Back up…' }).click()
  const file = path.join(outside, `agentkernel-backup-${new Date().toISOString().slice(0, 10)}.json`)
  await expect.poll(() => existsSync(file)).toBe(true)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(file, 'utf8')).toContain('kept')

  await command('config', 'set', 'density', 'compact')
  await expect(page.getByRole('radio', { name: 'Compact' })).toBeChecked()
  await electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
  }, file)
  await row('restore').getByRole('button', { name: 'Restore…' }).click()
  const question = page.getByRole('alertdialog')
  await expect(question).toContainText('kept')
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await lookAround(app, 'settings-restore')
  await question.getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByRole('radio', { name: 'Comfortable' })).toBeChecked()
  await command('remove', 'kept')

  // As a review leaves it.
  const replaced = path.join(home, 'replaced', '2026-01-04T09-12-31-004Z-kept')
  mkdirSync(replaced, { recursive: true })
  writeFileSync(path.join(replaced, 'notes.md'), 'mine')
  await row('replaced').getByRole('button', { name: 'Tidy up…' }).click()
  const tidying = page.getByRole('alertdialog', { name: /^Remove what was replaced/ })
  await expect(tidying.getByRole('listitem')).toContainText('kept')
  await lookAround(app, 'settings-replaced')
  await tidying.getByRole('button', { name: 'Remove 1 folder' }).click()
  await expect.poll(() => existsSync(replaced)).toBe(false)
  await row('replaced').getByRole('button', { name: 'Tidy up…' }).click()
  await expect(row('replaced').getByRole('status')).toHaveText('Nothing is older than that.')
  rmSync(outside, { recursive: true })
})

test('secrets are kept in the vault of the choice, granted by name, and never shown again', async ({ launch, home }) => {
  test.setTimeout(120_000)
  const command = createCommand(home)
  const app = await launch({ environment: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' } })
  const { page } = app
  const window = new WindowPage(page)
  await window.ready()
  await window.go('Settings')
  const rows = page.locator('[data-setting="secrets"]')
  await expect(rows).toContainText('agentkernel config set secret-store file')
  await rows.scrollIntoViewIfNeeded()
  await lookAround(app, 'settings-no-keyring')
  await page.getByRole('radio', { name: 'File, not encrypted' }).click()
  await expect(rows).not.toContainText('agentkernel config set')
  await rows.getByRole('button', { name: 'Add secret…' }).click()
  const sheet = page.getByRole('dialog', { name: 'Add a secret' })
  await sheet.getByLabel('Name').fill('LD_PRELOAD')
  await expect(sheet).toContainText('Choose another name')
  await sheet.getByLabel('Name').fill('NPM_TOKEN')
  await sheet.getByLabel('Value').fill('hunter2-hunter2')
  await expect(sheet.getByText('agentkernel secret set NPM_TOKEN')).toBeVisible()
  await lookAround(app, 'secret-add')
  await page.keyboard.press('Enter')
  await expect(rows).toContainText('NPM_TOKEN')
  expect(readFileSync(path.join(home, 'secrets.json'), 'utf8')).toContain('hunter2-hunter2')

  await window.go('Sandboxes')
  const create = new CreateDialog(page)
  await create.open()
  await create.showMore()
  await create.name.fill('vaulted')
  await create.image.fill('alpine:3.20')
  await create.dialog.getByRole('checkbox', { name: 'NPM_TOKEN' }).click()
  await expect(create.command).toContainText('-S NPM_TOKEN')
  await lookAround(app, 'create-secrets')
  await create.submit.click()
  await expect(create.dialog).toBeHidden({ timeout: 30_000 })
  await expect(page.getByText('Given to sessions when they begin')).toBeVisible()
  await expect.poll(() => command('exec', 'vaulted', '--', 'sh', '-c', 'echo $NPM_TOKEN').catch(() => '')).toContain('hunter2-hunter2')
  await lookAround(app, 'detail-secrets')
  await new Palette(page).choose('change the settings of vaulted')
  const change = page.getByRole('dialog', { name: 'Change vaulted' })
  await change.getByRole('checkbox', { name: 'NPM_TOKEN' }).click()
  await expect(change).toContainText('nothing is made anew', { timeout: 20_000 })
  await expect(change.getByText('agentkernel update vaulted --no-secret NPM_TOKEN')).toBeVisible()
  await lookAround(app, 'change-secrets')
  await page.keyboard.press('Escape')

  await window.go('Settings')
  await expect(rows).toContainText('Granted to vaulted')
  await rows.scrollIntoViewIfNeeded()
  await lookAround(app, 'settings-secrets')
  expect(await page.content()).not.toContain('hunter2')
  await rows.getByRole('button', { name: 'Remove NPM_TOKEN' }).click()
  const question = page.getByRole('alertdialog')
  await expect(question).toContainText('It is taken from vaulted')
  await lookAround(app, 'secret-remove')
  await question.getByRole('button', { name: 'Remove' }).click()
  await expect(rows).not.toContainText('NPM_TOKEN')
  expect((await command('info', 'vaulted')).toString()).not.toContain('NPM_TOKEN')
  await command('remove', '--force', 'vaulted')
})
