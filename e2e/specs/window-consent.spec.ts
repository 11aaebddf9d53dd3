import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '../fixtures/app'
import { createCommand } from '../fixtures/command'
import { answerFolderDialog } from '../fixtures/folder-dialog'
import { lookAround } from '../fixtures/look'
import { Palette } from '../pages/palette'
import { WindowPage } from '../pages/window-page'

test('what a project folder asks for is asked about once, again when its file changed, and forgotten in the settings', async ({ app, home }) => {
  test.setTimeout(120_000)
  const folder = mkdtempSync(path.join(tmpdir(), 'agentkernel-consent-'))
  const write = (port: number) => writeFileSync(path.join(folder, 'agentkernel.toml'), `[sandbox]\nname = "shop"\n\n[network]\nports = [${port}]\n`)
  write(8080)
  const { page } = app
  const window = new WindowPage(page)
  const { dialog, command: line } = window.create
  await window.ready()
  await answerFolderDialog(app, folder)
  const begin = async () => {
    await window.create.open()
    await window.create.showMore()
    await dialog.getByRole('button', { name: 'Choose folder…' }).click()
  }
  const cancel = async () => {
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog).toBeHidden()
  }
  await begin()
  await expect(dialog.getByRole('button', { name: 'Take over' })).toBeVisible()
  await lookAround(app, 'create-consent')
  await dialog.getByRole('button', { name: 'Take over' }).click()
  await expect(line).toContainText('-p 8080')
  await cancel()

  await begin()
  await expect(dialog.getByText('Taken over: you agreed to this content before')).toBeVisible()
  await expect(line).toContainText('-p 8080')
  await lookAround(app, 'create-consent-kept')
  await cancel()
  expect(JSON.parse(await createCommand(home)('consents', '--json'))).toMatchObject([{ folder, subject: 'file' }])

  write(2222)
  await begin()
  await expect(dialog.getByRole('button', { name: 'Take over' })).toBeVisible()
  await expect(line).not.toContainText(' -p ')
  await cancel()

  write(8080)
  await new Palette(page).choose('settings: project folders')
  await expect(page.getByText(folder)).toBeVisible()
  await lookAround(app, 'settings-consents')
  await page.getByRole('button', { name: `Forget what was agreed to for ${folder}` }).click()
  await expect(page.getByText('Nothing yet')).toBeVisible()
  await page.getByRole('link', { name: 'Sandboxes' }).click()
  await begin()
  await expect(dialog.getByRole('button', { name: 'Take over' })).toBeVisible()
  rmSync(folder, { recursive: true })
})
