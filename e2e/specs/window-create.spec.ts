import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '../fixtures/app'
import { createCommand } from '../fixtures/command'
import { lookAround } from '../fixtures/look'
import { WindowPage } from '../pages/window-page'

const ownTemplate = {
  title: 'Team tools',
  kind: 'other',
  description: 'What the team works with.',
  spec: { image: 'alpine:3.20', memoryMb: 128 },
  setUp: [['sh', '-c', 'echo ready > /team-tools']],
  environment: [{ name: 'TEAM_TOKEN', isSecret: true }]
}

test("a sandbox from a template of one's own, by the keyboard", async ({ launch, home }) => {
  test.setTimeout(90_000)
  mkdirSync(path.join(home, 'templates'), { recursive: true, mode: 0o700 })
  writeFileSync(path.join(home, 'templates', 'team-tools.json'), JSON.stringify(ownTemplate), { mode: 0o600 })
  const app = await launch()
  const { page } = app
  const window = new WindowPage(page)
  const command = createCommand(home)
  await window.ready()
  await window.create.open()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('with-tools')
  const template = window.create.dialog.getByRole('combobox', { name: 'Template' })
  await template.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('option', { name: 'Claude Code' })).toBeVisible()
  await lookAround(app, 'create-templates')
  await expect(page.getByRole('option', { name: 'Team tools' })).toBeVisible()
  await page.keyboard.type('Team')
  await page.keyboard.press('Enter')
  await expect(window.create.image).toHaveValue('alpine:3.20')
  await expect(window.create.dialog.getByLabel('Variable name')).toHaveValue('TEAM_TOKEN')
  await expect(window.create.command).toHaveText('agentkernel create with-tools --template team-tools && agentkernel start with-tools')
  await lookAround(app, 'create-template')
  await window.create.name.focus()
  await page.keyboard.press('Enter')
  await expect(window.create.dialog).toBeHidden({ timeout: 30_000 })
  await window.expectStatus('with-tools', 'Running')
  await expect.poll(() => command('exec', 'with-tools', '--', 'cat', '/team-tools').catch(() => ''), { timeout: 30_000 }).toContain('ready')
  await command('remove', '--force', 'with-tools')
})
