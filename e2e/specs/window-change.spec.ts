import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '../fixtures/app'
import { createCommand } from '../fixtures/command'
import { answerFolderDialog } from '../fixtures/folder-dialog'
import { lookAround } from '../fixtures/look'
import { Palette } from '../pages/palette'
import { WindowPage } from '../pages/window-page'

test('a sandbox is changed after what is lost was shown, and duplicated', async ({ launch, home }) => {
  test.setTimeout(120_000)
  const command = createCommand(home)
  const folder = mkdtempSync(path.join(tmpdir(), 'agentkernel-change-'))
  const project = path.join(folder, 'code')
  mkdirSync(project)
  await command('create', 'shop', '--image', 'alpine:3.20', '--backend', 'docker', '--memory', '128', '-e', 'MODE=slow')
  await command('start', 'shop')
  await command('exec', 'shop', '--', 'touch', '/etc/made-here')
  const app = await launch()
  const { page } = app
  const window = new WindowPage(page)
  const palette = new Palette(page)
  await window.expectStatus('shop', 'Running')
  await window.select('shop')
  await palette.choose('change the settings of shop')
  const change = page.getByRole('dialog', { name: 'Change shop' })
  await expect(change.getByRole('button', { name: 'Apply changes' })).toBeDisabled()
  await change.getByLabel('Memory', { exact: true }).fill('192')
  await page.keyboard.press('Tab')
  await expect(change).toContainText('/etc/made-here', { timeout: 20_000 })
  const line = change.getByText(/^agentkernel update/)
  await expect(line).toHaveText('agentkernel update shop --memory 192')
  await lookAround(app, 'change-update')

  await change.getByLabel('Main command').fill('sleep "1000"')
  await change.getByLabel('Value', { exact: true }).fill('fast')
  await change.getByRole('button', { name: 'Add port' }).click()
  await change.getByLabel('Port in the sandbox').fill('70000')
  await expect(change.getByText('This is not possible here')).toBeVisible()
  await expect(change.getByRole('button', { name: 'Apply changes' })).toBeDisabled()
  await change.getByLabel('Port in the sandbox').fill('3000')
  await answerFolderDialog(app, project)
  await change.getByRole('button', { name: 'Add folder…' }).click()
  await change.getByText('Write access').click()
  await expect(line).toHaveText(`agentkernel update shop --memory 192 --mount ${project}:/code:rw --env MODE=fast --publish 3000 -- sleep 1000`)
  await lookAround(app, 'change-update-access')
  const said = (await line.textContent()) ?? ''
  await change.getByRole('button', { name: 'Apply changes' }).click()
  await expect(change).toBeHidden({ timeout: 60_000 })
  await window.expectStatus('shop', 'Running')
  await command('exec', 'shop', '--', 'sh', '-c', 'echo $MODE > /code/written')
  expect(readFileSync(path.join(project, 'written'), 'utf8')).toBe('fast\n')
  // The line that was shown says what was done: doing it again changes nothing.
  expect(JSON.parse(await command(...said.split(' ').slice(1, 3), '--dry-run', '--json', ...said.split(' ').slice(3)))).toMatchObject({ needsRecreation: false })

  await palette.choose('duplicate shop')
  const duplicate = page.getByRole('dialog', { name: 'Duplicate shop' })
  await expect(duplicate.getByLabel('Name', { exact: true })).toHaveValue('shop-2')
  await lookAround(app, 'change-duplicate')
  await duplicate.getByLabel('Name', { exact: true }).press('Enter')
  await expect(duplicate).toBeHidden({ timeout: 60_000 })
  await window.expectStatus('shop-2', 'Stopped')
  const memory = async (name: string) => JSON.parse(await command('info', name, '--json')).spec.memoryMb
  expect([await memory('shop'), await memory('shop-2')]).toEqual([192, 192])
  await command('remove', '--force', 'shop', 'shop-2')
  rmSync(folder, { recursive: true })
})
