import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { createCommand } from '../fixtures/command'
import { expect, test } from '../fixtures/app'
import { lookAround } from '../fixtures/look'
import { answerMessageBoxes, saidInBoxes } from '../fixtures/message-box'
import { Palette } from '../pages/palette'
import { WindowPage } from '../pages/window-page'

const run = promisify(execFile)

/** The command as it lies in the application that the tests drive. */
async function runOwnCommand(home: string, ...words: string[]): Promise<string> {
  const shim = path.join(path.dirname(process.env['AGENTKERNEL_TEST_PROGRAM'] ?? ''), 'resources/bin/agentkernel')
  return (await run(shim, words, { env: { ...process.env, AGENTKERNEL_HOME: home } })).stdout
}

test('`agentkernel ui NAME` brings the window forward at the sandbox, and a wrong name is answered in the shell', async ({ app, home }) => {
  const command = createCommand(home)
  const window = new WindowPage(app.page)
  await window.ready()
  for (const name of ['ui-one', 'ui-two']) await command('create', name, '--image', 'alpine:3.20')
  expect(JSON.parse(await runOwnCommand(home, 'ui', 'ui-two', '--json'))).toEqual({ sandbox: 'ui-two' })
  await expect(window.detail.of('ui-two')).toBeVisible()
  await runOwnCommand(home, 'ui', 'ui-one')
  await expect(window.detail.of('ui-one')).toBeVisible()
  await expect(runOwnCommand(home, 'ui', 'nobody')).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('nobody') })
  expect(app.electron.windows()).toHaveLength(1)
  for (const name of ['ui-one', 'ui-two']) await command('remove', name)
})

test('a link asks first, opens the sandbox after a yes, and what is no link of ours does nothing', async ({ app, home, launch }) => {
  const command = createCommand(home)
  const window = new WindowPage(app.page)
  await window.ready()
  await command('create', 'linked', '--image', 'alpine:3.20')
  const follow = async (link: string): Promise<void> => await expect(launch({ words: [link] })).rejects.toThrow()

  await answerMessageBoxes(app.electron, 'Cancel')
  await follow('agentkernel://sandbox/linked?start=1')
  await follow('agentkernel://sandbox/linked')
  await expect.poll(() => saidInBoxes(app.electron)).toEqual([expect.stringContaining('A link wants to open AgentKernel at the sandbox “linked”')])
  await expect(window.detail.of('linked')).toHaveCount(0)

  await answerMessageBoxes(app.electron, 'Open')
  await follow('agentkernel://sandbox/linked')
  await expect(window.detail.of('linked')).toBeVisible()

  await command('config', 'set', 'links', 'false')
  await follow('agentkernel://open')
  expect(await saidInBoxes(app.electron)).toHaveLength(1)
  await command('remove', 'linked')
})

test('the command is installed from the settings, answers in a shell, and is removed again; a foreign file is left alone', async ({ launch, home }) => {
  const folder = path.join(home, 'user/.local/bin')
  const own = path.join(folder, 'agentkernel')
  const app = await launch({ environment: { HOME: path.join(home, 'user'), PATH: `${folder}:/usr/bin:/bin` } })
  const { page } = app
  await new WindowPage(page).ready()
  await new Palette(page).choose('Install command')
  const row = page.locator('[data-setting="command"]')
  await expect(row).toContainText(`Not installed. It would be: ${own}`)
  await row.getByRole('button', { name: 'Install command' }).click()
  await expect(row).toContainText(`Installed: ${own}`)
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeInViewport({ ratio: 1 })
  await lookAround(app, 'settings-command')
  const environment = { PATH: `${folder}:/usr/bin:/bin`, HOME: path.join(home, 'user'), AGENTKERNEL_HOME: home }
  const { stdout } = await run('/bin/sh', ['-c', 'agentkernel list --json'], { env: environment })
  expect(JSON.parse(stdout)).toMatchObject({ sandboxes: [] })
  expect((await run('/bin/sh', ['-c', 'agentkernel doctor'], { env: environment }).catch((error: { stdout: string }) => error)).stdout).toContain(`The agentkernel command: ${own}`)

  await row.getByRole('button', { name: 'Remove command' }).click()
  await expect(row).toContainText('Not installed')
  expect(existsSync(own)).toBe(false)
  writeFileSync(own, 'somebody else’s\n')
  await page.reload()
  await expect(row).toContainText(`Something else has this name and is left alone: ${own}`)
  await expect(row.getByRole('button', { name: /command/ })).toHaveCount(0)
  expect(readFileSync(own, 'utf8')).toBe('somebody else’s\n')
})
