import { createCommand } from '../fixtures/command'
import { expect, test } from '../fixtures/app'
import { WindowPage } from '../pages/window-page'

test('a sandbox lives through its whole life in the window, across a restart of the application', async ({ launch }) => {
  test.setTimeout(180_000)
  const first = await launch()
  const window = new WindowPage(first.page)
  await expect(window.firstStart).toBeVisible()

  await window.create.create('life-one')
  await window.expectStatus('life-one', 'Running')
  await expect(window.detail.fact('life-one', 'Boot time')).toContainText(/ms|sec/)

  await first.page.keyboard.press('t')
  await window.terminals.prompt()
  await window.terminals.run('echo "answer $((6*7))" | tee /root/answer')
  await window.terminals.expectText('answer 42')

  await first.page.reload()
  await window.terminals.expectText('answer 42')
  await window.terminals.run('echo still "$((40+3))" here')
  await window.terminals.expectText('still 43 here')

  await window.act('life-one', 'Stop')
  await window.expectStatus('life-one', 'Stopped')
  await first.quit()

  const second = await launch()
  const again = new WindowPage(second.page)
  await again.expectStatus('life-one', 'Stopped')
  await again.act('life-one', 'Start')
  await again.expectStatus('life-one', 'Running')
  await again.act('life-one', 'Open shell')
  await again.terminals.prompt()
  await again.terminals.run('cat /root/answer')
  await again.terminals.expectText('answer 42')

  await again.remove('life-one')
  await expect(again.firstStart).toBeVisible()
})

test('the window and the command see what the other does', async ({ app, home }) => {
  test.setTimeout(120_000)
  const command = createCommand(home)
  const window = new WindowPage(app.page)
  await window.ready()

  await command('create', 'from-command', '--image', 'alpine:3.20')
  await window.expectStatus('from-command', 'Stopped')
  await command('start', 'from-command')
  await window.expectStatus('from-command', 'Running')

  await window.act('from-command', 'Stop')
  await window.expectStatus('from-command', 'Stopped')
  expect(await command('list')).toMatch(/from-command\s+stopped/)

  await window.create.create('from-window')
  await window.expectStatus('from-window', 'Running')
  expect(await command('exec', 'from-window', '--', 'echo', 'hello')).toBe('hello\n')

  await command('remove', '--force', 'from-window')
  await expect(window.row('from-window')).toHaveCount(0)
  await window.remove('from-command')
  expect(await command('list', '--json')).not.toContain('from-command')
})
