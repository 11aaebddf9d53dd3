import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '../fixtures/app'
import { createCommand } from '../fixtures/command'
import { lookAround } from '../fixtures/look'
import { Palette } from '../pages/palette'
import { WindowPage } from '../pages/window-page'

test('a template of one’s own is made of a sandbox, changed, used and removed', async ({ app, home }) => {
  test.setTimeout(150_000)
  const command = createCommand(home)
  await command('create', 'shop', '--image', 'alpine:3.20', '--backend', 'docker', '--memory', '128', '-e', 'SHOP_TOKEN=hidden')
  const { page } = app
  const window = new WindowPage(page)
  const palette = new Palette(page)
  await window.expectStatus('shop', 'Stopped')
  await window.select('shop')
  await palette.choose('save shop as a template')
  const made = page.getByRole('dialog', { name: 'New template' })
  await made.getByLabel('Title').fill('Team shop')
  await made.getByLabel('Set-up').fill('echo ready > /set-up')
  await expect(made.getByText('agentkernel templates save team-shop --from shop')).toBeVisible()
  await lookAround(app, 'template-of-sandbox')
  await made.getByRole('button', { name: 'Save template' }).click()
  await expect(made).toBeHidden()
  const file = path.join(home, 'templates', 'team-shop.json')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ title: 'Team shop', spec: { image: 'alpine:3.20', memoryMb: 128 }, setUp: [['sh', '-c', 'echo ready > /set-up']], environment: [{ name: 'SHOP_TOKEN', isSecret: true }] })
  expect(readFileSync(file, 'utf8')).not.toContain('hidden')

  await palette.choose('settings: templates')
  await lookAround(app, 'settings-templates')
  await page.getByRole('button', { name: 'Edit the template Team shop' }).click()
  const edited = page.getByRole('dialog', { name: 'Edit the template “Team shop”' })
  await edited.getByLabel('What it is for').fill('For the shop')
  await edited.getByLabel('Memory', { exact: true }).fill('192')
  await page.keyboard.press('Tab')
  await edited.getByRole('button', { name: 'Save template' }).click()
  await expect(edited).toBeHidden()
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ description: 'For the shop', spec: { memoryMb: 192 } })

  await page.getByRole('link', { name: 'Sandboxes' }).click()
  await window.create.open()
  await window.create.dialog.getByRole('combobox', { name: 'Template' }).click()
  await page.getByRole('option', { name: 'Team shop' }).click()
  await expect(window.create.dialog.getByText('For the shop')).toBeVisible()
  await window.create.dialog.getByRole('button', { name: 'Edit this template…' }).click()
  await expect(edited).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(edited).toBeHidden()
  await expect(window.create.dialog).toBeVisible()
  await window.create.dialog.getByRole('button', { name: 'Remove this template…' }).click()
  await page.getByRole('button', { name: 'Remove template', exact: true }).click()
  await expect(window.create.dialog.getByRole('combobox', { name: 'Template' })).toContainText('None')
  expect(existsSync(file)).toBe(false)
  await page.keyboard.press('Escape')
  await command('remove', 'shop')
})
