import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '../fixtures/app'
import { createCommand } from '../fixtures/command'
import { askDocker } from '../fixtures/engine'
import { answerFolderDialog } from '../fixtures/folder-dialog'
import { lookAround } from '../fixtures/look'
import { WindowPage } from '../pages/window-page'

const idOf = async (command: ReturnType<typeof createCommand>, name: string): Promise<string> => (JSON.parse(await command('info', name, '--json')) as { engineObjectId: string }).engineObjectId

test('a folder chosen in the system’s dialog reaches the sandbox, and what it loosens is said before', async ({ app, home }) => {
  test.setTimeout(120_000)
  const folder = mkdtempSync(path.join(tmpdir(), 'agentkernel-project-'))
  writeFileSync(path.join(folder, 'hello.txt'), 'from the folder\n')
  const window = new WindowPage(app.page)
  const { dialog } = window.create
  await window.create.open()
  await window.create.image.fill('alpine:3.20')
  await window.create.showMore()
  await answerFolderDialog(app, null)
  await dialog.getByRole('button', { name: 'Choose folder…' }).click()
  await expect(dialog.getByRole('button', { name: 'Choose folder…' })).toBeVisible()
  await answerFolderDialog(app, folder)
  await dialog.getByRole('button', { name: 'Choose folder…' }).click()
  await expect(dialog.getByText(folder, { exact: true })).toBeVisible()
  const loosened = dialog.getByRole('note', { name: 'Looser than the profile means' })
  await expect(loosened).toHaveCount(0)
  await dialog.getByRole('radio', { name: 'Write access' }).click()
  await expect(loosened).toContainText('It may write to the folder of this machine that is at /workspace.')
  await lookAround(app, 'create-folder-write')
  await window.create.name.fill('with-folder')
  await window.create.submit.click()
  await expect(dialog).toBeHidden({ timeout: 30_000 })
  await window.expectStatus('with-folder', 'Running')
  await expect(window.detail.of('with-folder').getByRole('note', { name: 'Looser than the profile means' })).toBeVisible()
  await lookAround(app, 'detail-loosened')
  expect(await createCommand(home)('exec', 'with-folder', '--', 'cat', '/workspace/hello.txt')).toBe('from the folder\n')
  await window.remove('with-folder')
  rmSync(folder, { recursive: true })
})

test('what went down, was lost or belongs to another data directory is taken care of in the list', async ({ launch, home }) => {
  test.setTimeout(180_000)
  const other = mkdtempSync(path.join(tmpdir(), 'agentkernel-other-'))
  const [command, elsewhere] = [createCommand(home), createCommand(other)]
  const stray = `stray-${process.pid}`
  await elsewhere('create', stray, '--image', 'alpine:3.20', '--backend', 'docker')
  for (const name of ['went-down', 'was-lost']) await command('create', name, '--image', 'alpine:3.20', '--backend', 'docker')
  await command('start', 'went-down')
  expect(await askDocker('POST', `/containers/${await idOf(command, 'went-down')}/kill`)).toBe(204)
  expect(await askDocker('DELETE', `/containers/${await idOf(command, 'was-lost')}?force=1`)).toBe(204)
  const app = await launch()
  const { page } = app
  const window = new WindowPage(page)

  await window.expectStatus('was-lost', 'Missing')
  await expect(page.getByText('1 sandbox was running when its engine stopped.')).toBeVisible()
  await lookAround(app, 'list-notices')
  await page.getByRole('button', { name: 'Start 1 sandbox' }).click()
  await window.expectStatus('went-down', 'Running')
  await expect(page.getByText('1 sandbox was running when its engine stopped.')).toHaveCount(0)

  await window.select('was-lost')
  await lookAround(app, 'detail-missing')
  await page.getByRole('button', { name: 'Review' }).click()
  const dialog = page.getByRole('dialog', { name: 'Containers of another data directory' })
  await expect(dialog.getByRole('listitem').filter({ hasText: stray })).toBeVisible()
  await lookAround(app, 'adopt')
  await dialog.getByRole('listitem').filter({ hasText: stray }).getByRole('button', { name: 'Adopt', exact: true }).click()
  await expect(dialog.getByRole('listitem').filter({ hasText: stray })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await window.expectStatus(stray, 'Stopped')
  await command('forget', 'was-lost')
  await expect(window.row('was-lost')).toHaveCount(0)
  for (const name of ['went-down', stray]) await command('remove', '--force', name)
  await expect(window.firstStart).toBeVisible()
  rmSync(other, { recursive: true, force: true })
})

test('a switched context of Docker is noticed by an open window, and its way back', async ({ launch, home }) => {
  test.setTimeout(120_000)
  const docker = process.env['AGENTKERNEL_TEST_DOCKER'] ?? 'unix:///var/run/docker.sock'
  const config = mkdtempSync(path.join(tmpdir(), 'agentkernel-docker-'))
  const switchTo = (name: string, host: string): void => {
    const meta = path.join(config, 'contexts/meta', createHash('sha256').update(name).digest('hex'))
    mkdirSync(meta, { recursive: true })
    writeFileSync(path.join(meta, 'meta.json'), JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }))
    writeFileSync(path.join(config, 'config.json'), JSON.stringify({ currentContext: name }))
  }
  const command = createCommand(home)
  await command('create', 'stays', '--image', 'alpine:3.20', '--backend', 'docker')
  switchTo('here', docker)
  const { page } = await launch({ environment: { DOCKER_HOST: '', DOCKER_CONFIG: config } })
  const window = new WindowPage(page)
  await window.expectStatus('stays', 'Stopped')
  switchTo('elsewhere', 'unix:///nonexistent/docker.sock')
  await window.expectStatus('stays', 'Unknown')
  await expect(page.getByText('Docker does not answer.')).toBeVisible()
  switchTo('here', docker)
  await window.expectStatus('stays', 'Stopped')
  await command('remove', 'stays')
  rmSync(config, { recursive: true, force: true })
})
