import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '../fixtures/app'
import { createCommand } from '../fixtures/command'
import { askDocker } from '../fixtures/engine'
import { EngineGate } from '../fixtures/engine-gate'
import { lookAround } from '../fixtures/look'
import { writePowerless, writeWithoutEngines } from '../fixtures/powerless'
import { WindowPage } from '../pages/window-page'

const hasNamespaces = process.platform === 'linux' && process.getuid?.() === 0

const withGate = test.extend<{ gate: EngineGate }>({
  gate: async ({ home }, use) => {
    const gate = new EngineGate(path.join(home, 'gate.sock'))
    await gate.open()
    await use(gate)
    await gate.close().catch(() => undefined)
  }
})

test('no engine is installed: one step is shown, and every backend says what it lacks', async ({ launch, home }) => {
  test.skip(!hasNamespaces, 'engines can be hidden from one program only by root on Linux')
  const app = await launch({ environment: { DOCKER_HOST: '' }, wrap: (program) => writeWithoutEngines(home, program) })
  const { page } = app
  await expect(page.getByRole('heading', { name: 'One step before the first sandbox' })).toBeVisible()
  await lookAround(app, 'nothing-installed')
  const window = new WindowPage(page)
  await window.go('Backends')
  await expect(page.getByRole('article', { name: 'Docker' })).toContainText('Docker is not installed')
  await expect(page.getByRole('article', { name: 'Podman' })).toContainText('Podman is not installed')
})

withGate('the engine is stopped while the window is open, and started again', async ({ launch, home, gate }) => {
  test.setTimeout(120_000)
  const command = createCommand(home)
  await command('create', 'abandoned', '--image', 'alpine:3.20', '--backend', 'docker')
  await command('start', 'abandoned')
  const app = await launch({ environment: { DOCKER_HOST: gate.endpoint } })
  const window = new WindowPage(app.page)
  await window.select('abandoned')
  await window.expectStatus('abandoned', 'Running')
  await gate.close()
  await window.expectStatus('abandoned', 'Unknown')
  await expect(app.page.getByText('Docker does not answer.')).toBeVisible()
  await lookAround(app, 'engine-stopped')
  await gate.open()
  await expect(window.row('abandoned')).toContainText('Running', { timeout: 60_000 })
  await expect(app.page.getByText('Docker does not answer.')).toHaveCount(0)
  await command('remove', '--force', 'abandoned')
})

withGate('the socket belongs to somebody else: it says so, and how to be let in', async ({ launch, home, gate }) => {
  chmodSync(gate.socketPath, 0o000)
  const app = await launch({ environment: { DOCKER_HOST: gate.endpoint }, wrap: (program) => writePowerless(home, program) })
  const window = new WindowPage(app.page)
  await window.go('Backends')
  const docker = app.page.getByRole('article', { name: 'Docker' })
  await expect(docker).toContainText(/permission|not allowed/i)
  await lookAround(app, 'socket-denied')
})

withGate('the disk is full in the middle of a pull', async ({ launch, gate }) => {
  gate.refuse(/^POST .*\/images\/create/, '500 Internal Server Error', { message: 'write /var/lib/docker/tmp/GetImageBlob1: no space left on device' })
  const app = await launch({ environment: { DOCKER_HOST: gate.endpoint } })
  const { page } = app
  const window = new WindowPage(page)
  await window.ready()
  await window.create.open()
  await window.create.name.fill('too-big')
  await window.create.image.fill('localhost:1/too/big:1')
  await window.create.submit.click()
  await expect(window.create.dialog.getByRole('alert')).toContainText('The disk is full')
  await lookAround(app, 'disk-full')
  await page.keyboard.press('Escape')
  await expect(window.row('too-big')).toHaveCount(0)
})

test('the name is taken, the port is taken, the project folder is gone', async ({ app, home }) => {
  test.setTimeout(120_000)
  const command = createCommand(home)
  const { page } = app
  const window = new WindowPage(page)
  const folder = mkdtempSync(path.join(tmpdir(), 'agentkernel-gone-'))
  const holder = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => holder.once('listening', resolve))
  const { port } = holder.address() as { port: number }
  await command('create', 'taken', '--image', 'alpine:3.20', '-p', `${port}:80`)
  await command('create', 'homeless', '--image', 'alpine:3.20', '--mount', `${folder}:/workspace`)
  rmSync(folder, { recursive: true })
  await expect(window.row('homeless')).toBeVisible()

  await window.create.open()
  await window.create.name.fill('taken')
  await expect(window.create.dialog).toContainText(/taken|already/)
  await expect(window.create.submit).toBeDisabled()
  await lookAround(app, 'name-taken')
  await page.keyboard.press('Escape')

  await window.act('taken', 'Start')
  await expect(page.getByText(`Port ${port} on this machine is taken`).first()).toBeVisible()
  await lookAround(app, 'port-taken')
  await window.act('homeless', 'Start')
  await expect(page.getByText(`${folder} does not exist`).first()).toBeVisible()
  await lookAround(app, 'folder-gone')
  holder.close()
  await window.act('taken', 'Start')
  await window.expectStatus('taken', 'Running')
  for (const name of ['taken', 'homeless']) await command('remove', '--force', name)
})

test('a sandbox is removed by somebody else while its page is open', async ({ app, home }) => {
  test.setTimeout(90_000)
  const command = createCommand(home)
  for (const name of ['first', 'second']) await command('create', name, '--image', 'alpine:3.20', '--backend', 'docker')
  const window = new WindowPage(app.page)
  await window.select('first')
  const { engineObjectId } = JSON.parse(await command('info', 'first', '--json')) as { engineObjectId: string }
  expect(await askDocker('DELETE', `/containers/${engineObjectId}?force=1`)).toBe(204)
  await window.expectStatus('first', 'Missing')
  await expect(window.detail.of('first').getByRole('button', { name: 'Create again' })).toBeVisible()
  await window.select('second')
  await command('remove', 'second')
  await expect(window.row('second')).toHaveCount(0)
  await expect(window.detail.of('second')).toHaveCount(0)
  await expect(window.row('first')).toBeVisible()
  await command('forget', 'first')
})

withGate('the window is closed in the middle of a create: nothing half-done stays, or it is told', async ({ launch, home, gate }) => {
  test.setTimeout(120_000)
  const first = await launch({ environment: { DOCKER_HOST: gate.endpoint } })
  const window = new WindowPage(first.page)
  await window.ready()
  const held = gate.hold(/^POST .*\/containers\/create/)
  await window.create.open()
  await window.create.name.fill('half-done')
  await window.create.image.fill('alpine:3.20')
  await window.create.submit.click()
  await held
  await first.quit()
  const command = createCommand(home)
  const { page } = await launch()
  const again = new WindowPage(page)
  await again.ready()
  const { sandboxes: left } = JSON.parse(await command('list', '--json')) as { sandboxes: unknown[] }
  if (left.length > 0) {
    await again.select('half-done')
    await expect(again.detail.of('half-done')).toContainText('Its creation was interrupted')
    await again.remove('half-done')
  }
  await again.create.create('half-done')
  await again.expectStatus('half-done', 'Running')
  await command('remove', '--force', 'half-done')
})

test('what is kept cannot be written: what was chosen is not lost silently', async ({ launch, home }) => {
  test.setTimeout(90_000)
  await createCommand(home)('config', 'set', 'theme', 'dark')
  mkdirSync(path.join(home, 'window'), { recursive: true, mode: 0o700 })
  mkdirSync(path.join(home, 'logs'), { recursive: true, mode: 0o700 })
  const program = mkdtempSync(path.join(tmpdir(), 'agentkernel-program-'))
  chmodSync(path.join(home, 'metadata.json'), 0o400)
  chmodSync(home, 0o500)
  const app = await launch({ wrap: (executable) => writePowerless(program, executable) })
  const { page } = app
  const window = new WindowPage(page)
  await window.ready()
  await window.go('Settings')
  await page.getByRole('radio', { name: 'Compact' }).click()
  await expect(page.getByText('The change was not kept')).toBeVisible()
  await expect(page.getByRole('radio', { name: 'Comfortable' })).toBeChecked()
  await lookAround(app, 'settings-read-only')
  chmodSync(home, 0o700)
  await page.getByRole('radio', { name: 'Compact' }).click()
  await expect(page.getByRole('radio', { name: 'Compact' })).toBeChecked()
  rmSync(program, { recursive: true })
})
