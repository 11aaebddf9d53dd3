import { expect, test, type RunningApp } from '../fixtures/app'
import { createCommand } from '../fixtures/command'
import { lookAround } from '../fixtures/look'
import { WindowPage } from '../pages/window-page'

test('the list, the detail and the dialogs are readable and usable by all, in both themes', async ({ app, home }) => {
  test.setTimeout(240_000)
  const { page } = app
  const window = new WindowPage(page)
  await window.ready()
  await lookAround(app, 'first-start')

  const command = createCommand(home)
  await command('create', 'api-server', '--image', 'alpine:3.20', '--memory', '128', '-e', 'API_TOKEN=secret', '-p', '8080', '--', 'sh', '-c', 'while :; do echo "GET /health 200"; echo "slow query" >&2; sleep 1; done')
  await command('start', 'api-server')
  await command('create', 'offline-tests', '--image', 'alpine:3.20', '--profile', 'restrictive')
  await command('create', 'broken', '--image', 'alpine:3.20', '--', 'sh', '-c', 'exit 3')
  await command('start', 'broken').catch(() => undefined)
  await window.expectStatus('api-server', 'Running')
  await window.expectStatus('offline-tests', 'Stopped')
  await lookAround(app, 'list')

  await window.select('api-server')
  await lookAround(app, 'detail')
  await window.detail.tab('api-server', 'Logs').click()
  await expect(window.detail.of('api-server').getByRole('log')).toContainText('GET /health 200')
  await lookAround(app, 'logs')
  await window.detail.tab('api-server', 'Terminals').click()
  await lookAround(app, 'detail-terminals')
  await window.detail.tab('api-server', 'Overview').click()
  await window.select('broken')
  await lookAround(app, 'detail-failed')

  await window.act('api-server', 'Open shell')
  await window.terminals.prompt()
  await lookAround(app, 'terminal')
  await page.getByRole('button', { name: 'Hide terminals' }).click()

  await page.keyboard.press('Escape')
  await lookAtDialogs(app, window)
  await window.go('Backends')
  await expect(page.getByRole('article', { name: 'Docker' })).toContainText('Ready')
  await page.getByRole('button', { name: /What was tried/ }).first().click()
  await lookAround(app, 'backends-tried')
  for (const name of ['api-server', 'offline-tests', 'broken']) await command('remove', '--force', name)
})

async function lookAtDialogs(app: RunningApp, window: WindowPage): Promise<void> {
  const { page } = app
  await window.create.open()
  await lookAround(app, 'create')
  await window.create.name.fill('bad name')
  await window.create.showMore()
  await window.create.dialog.getByRole('radio', { name: 'Restrictive' }).click()
  await window.create.dialog.getByRole('button', { name: 'Add variable' }).click()
  await expect(window.create.dialog.getByRole('button', { name: 'Add port' })).toBeDisabled()
  await lookAround(app, 'create-invalid')
  await page.keyboard.press('Escape')
  await expect(window.create.dialog).toBeHidden()

  await window.create.open()
  await window.create.name.fill('never-there')
  await window.create.image.fill('localhost:1/no/such:1')
  await window.create.submit.click()
  await expect(window.create.dialog.getByRole('alert')).toBeVisible({ timeout: 30_000 })
  await lookAround(app, 'create-failed')
  await page.keyboard.press('Escape')
  await expect(window.create.dialog).toBeHidden()

  await window.act('offline-tests', 'Remove…')
  await expect(page.getByRole('alertdialog', { name: 'Remove offline-tests?' })).toBeVisible()
  await lookAround(app, 'remove')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('alertdialog')).toHaveCount(0)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await lookAround(app, 'shortcuts')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

test('a backend that is away leaves its sandboxes listed, marked and explained', async ({ launch, home }) => {
  test.setTimeout(90_000)
  const command = createCommand(home)
  await command('create', 'left-behind', '--image', 'alpine:3.20', '--backend', 'docker')
  const app = await launch({ environment: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' } })
  const { page } = app
  const window = new WindowPage(page)
  await window.expectStatus('left-behind', 'Unknown')
  await expect(page.getByText('Docker does not answer.')).toBeVisible()
  await window.select('left-behind')
  await lookAround(app, 'backend-away')
  await page.getByRole('link', { name: 'See why' }).click()
  await expect(page.getByRole('article', { name: 'Docker' })).toContainText('/nonexistent/docker.sock')
  await lookAround(app, 'backend-away-why')
  await command('remove', '--force', 'left-behind')
})
