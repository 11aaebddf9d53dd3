import { expect, test } from '../fixtures/app'
import { lookAround } from '../fixtures/look'
import { WindowPage } from '../pages/window-page'

const floodBytes = 50 * 1024 * 1024

test('a terminal takes 50 MB without growing, and Ctrl-C in the middle of it', async ({ app }) => {
  test.setTimeout(180_000)
  const window = new WindowPage(app.page)
  await window.create.create('flood')
  await window.expectStatus('flood', 'Running')
  await app.page.keyboard.press('t')
  await window.terminals.prompt()

  const begun = Date.now()
  await window.terminals.run(`yes "0123456789 0123456789 0123456789 0123456789" | head -c ${floodBytes}; echo; echo flood"-"over`)
  await expect(window.terminals.screen).toContainText('flood-over', { timeout: 60_000 })
  const seconds = (Date.now() - begun) / 1000
  const heapMb = await app.page.evaluate(() => (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 1024 / 1024)
  test.info().annotations.push({ type: 'flood', description: `${(50 / seconds).toFixed(1)} MB/s, page heap ${heapMb.toFixed(0)} MB afterwards` })
  expect(heapMb).toBeLessThan(200)
  await window.terminals.expectFitting()

  await window.terminals.run('clear; yes interrupted-line')
  await expect(window.terminals.screen).toContainText('interrupted-line')
  await app.page.waitForTimeout(500)
  const pressed = Date.now()
  await app.page.keyboard.press('Control+C')
  await expect(window.terminals.screen).toContainText(/\^C\s*\/ [#$]/, { timeout: 5000 })
  test.info().annotations.push({ type: 'ctrl-c', description: `prompt on the screen after ${Date.now() - pressed} ms` })
  await window.terminals.run('echo alive "$((1+1))"')
  await window.terminals.expectText('alive 2')
  await window.remove('flood')
})

test('a shell that ends says so, and a pasted line break asks first', async ({ app }) => {
  const window = new WindowPage(app.page)
  await window.create.create('manners')
  await window.expectStatus('manners', 'Running')
  await app.page.keyboard.press('t')
  await window.terminals.prompt()

  await app.page.locator('[data-terminal] textarea').evaluate((area) => {
    const clipboard = new DataTransfer()
    clipboard.setData('text/plain', 'echo one\necho \u001b[201~two\n')
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }))
  })
  const warning = app.page.getByRole('alertdialog', { name: 'Paste 2 lines?' })
  await expect(warning.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await lookAround(app, 'terminal-paste')
  await warning.getByRole('button', { name: 'Paste' }).click()
  await window.terminals.expectText('one')

  // A program asks who the terminal is (DA) and counts the answer's first byte: only the pane that has the focus gives one.
  const ask = "stty raw -echo min 0 time 20; sleep 1; printf '\\033[c'; n=$(dd bs=1 count=1 2>/dev/null | wc -c); stty sane; echo answered=$n"
  await window.terminals.run(ask)
  await window.terminals.expectText('answered=1')
  await window.terminals.run(`clear; ${ask}`)
  await app.page.getByRole('button', { name: 'Open shell' }).focus()
  await window.terminals.expectText('answered=0')
  await window.terminals.focus()
  await app.page.keyboard.press('Control+C')

  await window.terminals.run('clear; seq 300 900')
  await window.terminals.expectText('900')
  await app.page.keyboard.press('Control+Shift+F')
  const search = app.page.getByRole('textbox', { name: 'Find' })
  await app.page.keyboard.type('777')
  await expect(app.page.getByText('1 of 1')).toBeVisible()
  await lookAround(app, 'terminal-search')
  await window.terminals.focus()
  await app.page.keyboard.press('Control+Shift+F')
  await expect(search).toBeFocused()
  await app.page.keyboard.press('Escape')
  await expect(search).toHaveCount(0)

  await window.terminals.run("(sleep 1; printf '\\033]9;may I go on?\\007') &")
  await app.page.keyboard.press('Control+`')
  const call = app.page.getByRole('button', { name: 'Waits for you' })
  await expect(call).toHaveAttribute('title', 'may I go on?')
  await lookAround(app, 'terminal-waits')
  await call.click()
  await expect(call).toHaveCount(0)
  await window.terminals.run('exit 3')
  await expect(app.page.getByText('The shell ended with exit code 3.')).toBeVisible()
  await app.page.getByRole('button', { name: 'Open a new shell' }).click()
  await expect(window.terminals.tabs).toHaveCount(1)
  await window.terminals.prompt()
  await window.remove('manners')
})
