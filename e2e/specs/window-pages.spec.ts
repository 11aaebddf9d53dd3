import { expect, test, type RunningApp } from '../fixtures/app'
import { expectAccessible } from '../fixtures/accessibility'
import { createCommand } from '../fixtures/command'
import { takePicture } from '../fixtures/pictures'
import { WindowPage } from '../pages/window-page'

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page is readable and usable by all in the ${colorScheme} theme`, async ({ launch, home }) => {
    test.setTimeout(180_000)
    const app = await launch({ colorScheme })
    const { page } = app
    const window = new WindowPage(page)
    const look = async (name: string) => {
      await page.waitForTimeout(300)
      await takePicture(page, `${colorScheme}-${name}`)
      await expectAccessible(page)
    }
    await window.ready()
    await look('first-start')

    const command = createCommand(home)
    await command('create', 'api-server', '--image', 'alpine:3.20', '--memory', '128', '-e', 'API_TOKEN=secret', '-p', '8080', '--', 'sh', '-c', 'while :; do echo "GET /health 200"; echo "slow query" >&2; sleep 1; done')
    await command('start', 'api-server')
    await command('create', 'offline-tests', '--image', 'alpine:3.20', '--profile', 'restrictive')
    await command('create', 'broken', '--image', 'alpine:3.20', '--', 'sh', '-c', 'exit 3')
    await command('start', 'broken').catch(() => undefined)
    await window.expectStatus('api-server', 'Running')
    await window.expectStatus('offline-tests', 'Stopped')
    await look('list')

    await window.select('api-server')
    await look('detail')
    await window.detail.tab('api-server', 'Logs').click()
    await expect(window.detail.of('api-server').getByRole('log')).toContainText('GET /health 200')
    await look('logs')
    await window.detail.tab('api-server', 'Overview').click()
    await window.select('broken')
    await look('detail-failed')

    await window.act('api-server', 'Open shell')
    await window.terminals.prompt()
    await look('terminal')
    await page.getByRole('button', { name: 'Hide terminals' }).click()

    await page.keyboard.press('Escape')
    await lookAtDialogs(app, window, look)
    await window.go('Backends')
    await expect(page.getByRole('article', { name: 'Docker' })).toContainText('Ready')
    await page.getByRole('button', { name: /What was tried/ }).first().click()
    await look('backends')
    for (const name of ['api-server', 'offline-tests', 'broken']) await command('remove', '--force', name)
  })
}

async function lookAtDialogs({ page }: RunningApp, window: WindowPage, look: (name: string) => Promise<void>): Promise<void> {
  await window.create.open()
  await look('create')
  await window.create.name.fill('bad name')
  await window.create.dialog.getByRole('radio', { name: 'Restrictive' }).click()
  await window.create.dialog.getByRole('button', { name: 'Add variable' }).click()
  await window.create.dialog.getByRole('button', { name: 'Add port' }).isDisabled()
  await look('create-invalid')
  await page.keyboard.press('Escape')
  await expect(window.create.dialog).toBeHidden()

  await window.create.open()
  await window.create.name.fill('never-there')
  await window.create.image.fill('localhost:1/no/such:1')
  await window.create.submit.click()
  await expect(window.create.dialog.getByRole('alert')).toBeVisible({ timeout: 30_000 })
  await look('create-failed')
  await page.keyboard.press('Escape')

  await window.act('offline-tests', 'Remove…')
  await look('remove')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('alertdialog')).toHaveCount(0)
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await look('shortcuts')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

test('a backend that is away leaves its sandboxes listed, marked and explained', async ({ launch, home }) => {
  test.setTimeout(90_000)
  const command = createCommand(home)
  await command('create', 'left-behind', '--image', 'alpine:3.20', '--backend', 'docker')
  const { page } = await launch({ environment: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' } })
  const window = new WindowPage(page)
  await window.expectStatus('left-behind', 'Unknown')
  await expect(page.getByText('Docker does not answer.')).toBeVisible()
  await window.select('left-behind')
  await takePicture(page, 'backend-away')
  await expectAccessible(page)
  await page.getByRole('link', { name: 'See why' }).click()
  await expect(page.getByRole('article', { name: 'Docker' })).toContainText('/nonexistent/docker.sock')
  await takePicture(page, 'backend-away-why')
  await command('remove', '--force', 'left-behind')
})

test('the keyboard is enough', async ({ app }) => {
  test.setTimeout(90_000)
  const { page } = app
  const window = new WindowPage(page)
  await window.ready()
  for (const name of ['alpha', 'beta']) await window.create.create(name)
  await window.expectStatus('beta', 'Running')
  await page.keyboard.press('Escape')
  await page.keyboard.press('/')
  await page.keyboard.type('alph')
  await expect(window.row('beta')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(window.row('beta')).toBeVisible()
  await window.row('alpha').focus()
  await page.keyboard.press('j')
  await expect(window.row('beta')).toBeFocused()
  await page.keyboard.press('s')
  await window.expectStatus('beta', 'Stopped')
  await page.keyboard.press('Enter')
  await expect(window.detail.of('beta')).toBeVisible()
  await page.keyboard.press('k')
  await expect(window.detail.of('alpha')).toBeVisible()
  await page.keyboard.press('Delete')
  const question = page.getByRole('alertdialog', { name: 'Remove alpha?' })
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(question.getByRole('button', { name: 'Remove sandbox' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(question).toBeHidden()
  await expect(window.row('alpha')).toHaveCount(0, { timeout: 20_000 })
  await window.remove('beta')
})
