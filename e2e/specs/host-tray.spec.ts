import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createCommand } from '../fixtures/command'
import { expect, test } from '../fixtures/app'
import { askDocker } from '../fixtures/engine'
import { lookAround } from '../fixtures/look'
import { answerMessageBoxes, saidInBoxes } from '../fixtures/message-box'
import { WatchedTray } from '../fixtures/tray'
import { WindowPage } from '../pages/window-page'

test('the tray shows what runs and acts on it, and a closed window leaves it alive', async ({ launch, home }) => {
  test.setTimeout(120_000)
  const command = createCommand(home)
  await command('config', 'set', 'tray', 'false')
  await command('create', 'tray-one', '--image', 'alpine:3.20', '--vcpus', '2', '--memory', '256')
  const { electron, page } = await launch()
  await new WindowPage(page).ready()
  const tray = await WatchedTray.of(electron)
  expect(await tray.labels()).toEqual([])

  await command('config', 'set', 'tray', 'true')
  await expect.poll(() => tray.labels(), { timeout: 20_000 }).toContain('tray-one · Stopped')
  const labels = await tray.labels()
  for (const label of ['New sandbox…', 'Quick run…', 'tray-one · Stopped > Docker · alpine:3.20', 'tray-one · Stopped > 2 CPUs · 256 MB memory', 'Open AgentKernel', 'Settings', 'Quit AgentKernel']) expect(labels).toContain(label)
  expect(labels.filter((label) => /^(Docker|Podman|Firecracker|Apple).* · /.test(label))).toHaveLength(4)

  await tray.choose('tray-one · Stopped', 'Start')
  await expect.poll(() => tray.tip(), { timeout: 20_000 }).toBe('AgentKernel: 1 sandbox runs')
  await expect.poll(async () => (await tray.labels()).find((label) => label.startsWith('tray-one · Running > CPU')), { timeout: 20_000 }).toMatch(/ > CPU \d+ % · \d+ MB memory, at \d/)
  // It is written down after it was done.
  await expect.poll(() => command('activity'), { timeout: 20_000 }).toMatch(/tray.*start/i)

  await answerMessageBoxes(electron, 'Close the window')
  const closed = page.waitForEvent('close')
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await closed
  expect(await saidInBoxes(electron)).toEqual([expect.stringContaining('AgentKernel stays in the tray')])
  await expect.poll(() => tray.labels()).toContain('tray-one · Running')

  const opened = electron.waitForEvent('window')
  await expect(launch()).rejects.toThrow()
  const again = await opened
  await new WindowPage(again).expectStatus('tray-one', 'Running')

  const closedAgain = again.waitForEvent('close')
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await closedAgain
  expect(await saidInBoxes(electron)).toHaveLength(1)

  await answerMessageBoxes(electron, 'Stop')
  await tray.choose('Stop all (1)…')
  await expect.poll(() => tray.tip(), { timeout: 20_000 }).toBe('AgentKernel: nothing runs')
  expect(await saidInBoxes(electron)).toEqual([expect.stringContaining('Stop tray-one?')])

  await expect.poll(() => tray.labels()).toContain('tray-one · Stopped')
  const third = electron.waitForEvent('window')
  await tray.choose('tray-one · Stopped', 'Remove…')
  await (await third).getByRole('alertdialog', { name: 'Remove tray-one?' }).getByRole('button', { name: 'Remove sandbox' }).click()
  await expect.poll(() => tray.labels()).not.toContain('tray-one · Stopped')
})

test('what fails while the window is away is told by a notification that leads to it, and by the icon', async ({ launch, home }) => {
  test.setTimeout(120_000)
  const command = createCommand(home)
  await command('config', 'set', 'tray', 'false')
  await command('create', 'watched', '--image', 'alpine:3.20', '--backend', 'docker')
  await command('start', 'watched')
  const { engineObjectId } = JSON.parse(await command('info', 'watched', '--json')) as { engineObjectId: string }
  const { electron, page } = await launch()
  await new WindowPage(page).expectStatus('watched', 'Running')
  const tray = await WatchedTray.of(electron)
  await command('config', 'set', 'tray', 'true')
  await expect.poll(() => tray.labels(), { timeout: 20_000 }).toContain('watched · Running')
  await electron.evaluate(({ Notification }) => {
    const shown: Electron.Notification[] = []
    Reflect.set(globalThis, 'shownNotices', shown)
    Notification.isSupported = () => true
    Notification.prototype.show = function () {
      shown.push(this)
    }
  })
  const shown = () => electron.evaluate(() => (Reflect.get(globalThis, 'shownNotices') as Electron.Notification[]).map(({ title, body }) => `${title}: ${body}`))
  await answerMessageBoxes(electron, 'Close the window')
  const closed = page.waitForEvent('close')
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await closed

  await askDocker('POST', `/containers/${engineObjectId}/kill`)
  await expect.poll(shown, { timeout: 20_000 }).toEqual(['watched: watched was ended from outside'])
  await expect.poll(() => tray.tip()).toBe('AgentKernel: look at watched')

  const opened = electron.waitForEvent('window')
  await electron.evaluate(() => (Reflect.get(globalThis, 'shownNotices') as Electron.Notification[])[0]?.emit('click'))
  const again = await opened
  await expect(new WindowPage(again).detail.of('watched')).toBeVisible()
  await again.getByRole('button', { name: /^While you were away/ }).click()
  await expect(again.getByRole('listitem').filter({ hasText: 'watched was ended from outside' })).toBeVisible()
  await lookAround({ electron, page: again }, 'notes')
  await expect.poll(() => tray.tip()).toBe('AgentKernel: nothing runs')
  await command('remove', '--force', 'watched')
})

test('without close to tray the window ends the application, whatever runs', async ({ launch, home }) => {
  await createCommand(home)('config', 'set', 'close-to-tray', 'false')
  const { electron, page } = await launch()
  await new WindowPage(page).ready()
  const ended = electron.waitForEvent('close')
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await ended
})

test('a hidden start opens no window until it is asked for', async ({ launchHidden, launch }) => {
  const electron = await launchHidden()
  expect(electron.windows()).toEqual([])
  const opened = electron.waitForEvent('window')
  await expect(launch()).rejects.toThrow()
  await new WindowPage(await opened).ready()
})

test('start at login is kept where the desktop looks for it, and taken away again', async ({ launch, home }) => {
  test.skip(process.platform !== 'linux', 'other systems keep it themselves')
  const entry = path.join(home, 'config/autostart/agentkernel-desktop.desktop')
  const { page } = await launch({ environment: { XDG_CONFIG_HOME: path.join(home, 'config') } })
  await new WindowPage(page).ready()
  await page.keyboard.press('Control+,')
  const login = page.locator('[data-setting="login"]').getByRole('switch')
  // Disabled until the system was asked.
  await expect(login).toBeEnabled()
  await expect(login).not.toBeChecked()
  await login.click()
  await expect(login).toBeChecked()
  expect(readFileSync(entry, 'utf8')).toMatch(/^Exec=".*agentkernel-desktop" "--hidden"$/m)
  await login.click()
  await expect(login).not.toBeChecked()
  expect(existsSync(entry)).toBe(false)
})
