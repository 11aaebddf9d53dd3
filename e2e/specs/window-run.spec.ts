import { expect, test } from '../fixtures/app'
import { createCommand } from '../fixtures/command'
import { lookAround } from '../fixtures/look'
import { Palette } from '../pages/palette'
import { RunPage } from '../pages/run-page'
import { WindowPage } from '../pages/window-page'

test('a quick run streams its output, says how it ended and leaves nothing', async ({ app, home }) => {
  test.setTimeout(120_000)
  const { page } = app
  const window = new WindowPage(page)
  const run = new RunPage(page)
  const command = createCommand(home)
  await window.ready()
  await run.open()
  await lookAround(app, 'run-empty')

  await run.run('echo "line 1"; until [ -e /tmp/seen ]; do sleep 0.1; done; for i in 2 3; do echo "line $i"; done; echo "went wrong" >&2; exit 3')
  await expect(run.output).toContainText('line 1', { timeout: 60_000 })
  await expect(run.result).toContainText('Running')
  await lookAround(app, 'run-running')
  const [running] = (JSON.parse(await command('list', '--json')) as { sandboxes: { name: string }[] }).sandboxes
  await command('exec', running?.name ?? '', '--', 'touch', '/tmp/seen')
  await run.expectEnd('Exit code 3')
  await expect(run.output).toContainText('went wrong')
  await expect(page.getByText(/^agentkernel run --image alpine:3.20 -- sh -c/)).toBeVisible()
  await lookAround(app, 'run-failed')

  await run.run('echo fine')
  await run.expectEnd('Exit code 0')
  await lookAround(app, 'run-done')
  await run.result.getByRole('button', { name: 'Remove sandbox' }).click()
  await expect.poll(async () => JSON.parse(await command('list', '--json')).sandboxes.length, { timeout: 20_000 }).toBe(0)
})

test('a quick run by the keyboard alone: run, cancel, run again, keep', async ({ app, home }) => {
  test.setTimeout(120_000)
  const { page } = app
  const run = new RunPage(page)
  const palette = new Palette(page)
  const command = createCommand(home)
  await new WindowPage(page).ready()
  await run.open()
  await page.keyboard.type('sleep 600')
  await page.keyboard.press('Enter')
  await expect(run.result).toContainText('Running', { timeout: 60_000 })
  await palette.choose('Cancel the quick run')
  await run.expectEnd('Cancelled, sandbox removed')
  await expect.poll(async () => JSON.parse(await command('list', '--json')).sandboxes.length, { timeout: 20_000 }).toBe(0)

  await run.line.focus()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('touch /kept-file')
  await page.keyboard.press('Enter')
  await run.expectEnd('Exit code 0')
  await palette.choose('Keep the sandbox')
  const dialog = page.getByRole('dialog', { name: 'Keep this sandbox' })
  await expect(dialog.getByLabel('Name')).toBeFocused()
  await lookAround(app, 'run-keep')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('kept-run')
  await page.keyboard.press('Enter')
  await run.result.getByRole('link', { name: 'Open kept-run' }).press('Enter')
  await expect(new WindowPage(page).detail.of('kept-run')).toBeVisible()
  expect(await command('exec', 'kept-run', '--', 'ls', '/kept-file')).toContain('/kept-file')
  await command('remove', '--force', 'kept-run')
})

test('a command that is not there, an image that is not there and a page that was left', async ({ app, home }) => {
  test.setTimeout(120_000)
  const { page } = app
  const window = new WindowPage(page)
  const run = new RunPage(page)
  await window.ready()
  await run.open()
  await run.run('no-such-program')
  await run.expectEnd('Exit code 127')
  await expect(run.result.getByRole('alert')).toContainText('could not start the command')
  await run.run('ls', 'localhost:1/no/such:1')
  await expect(run.result.getByRole('alert')).toContainText('could not be run', { timeout: 60_000 })
  await lookAround(app, 'run-no-image')

  await run.run('until [ -e /tmp/left ]; do sleep 0.1; done; echo "still here"')
  await expect(run.result).toContainText('Running', { timeout: 60_000 })
  await window.go('Sandboxes')
  const name = page.getByText(/^run-[0-9a-f]{8}$/).first()
  await expect(name).toBeVisible()
  await createCommand(home)('exec', await name.innerText(), '--', 'touch', '/tmp/left')
  await run.open()
  await run.expectEnd('Exit code 0')
  await expect(run.output).toContainText('still here')
})
