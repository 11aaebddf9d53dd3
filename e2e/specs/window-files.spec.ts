import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createCommand } from '../fixtures/command'
import { expect, test, type RunningApp } from '../fixtures/app'
import { lookAround } from '../fixtures/look'
import { FilesTab } from '../pages/files-tab'
import { WindowPage } from '../pages/window-page'

/** What a person would choose in the system's dialogs. */
async function answerDialogs({ electron }: RunningApp, answers: { readonly open?: string; readonly save?: string }): Promise<void> {
  await electron.evaluate(({ dialog }, { open, save }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: open === undefined, filePaths: open === undefined ? [] : [open] })
    dialog.showSaveDialog = () => Promise.resolve({ canceled: save === undefined, filePath: save ?? '' })
  }, answers)
}

/** The names of the processes that the application starts beside its own. */
async function watchProcesses({ electron }: RunningApp): Promise<() => Promise<string[]>> {
  await electron.evaluate(({ utilityProcess }) => {
    const names: string[] = []
    Reflect.set(globalThis, 'startedProcesses', names)
    const fork = utilityProcess.fork.bind(utilityProcess)
    utilityProcess.fork = (program, words, options) => {
      names.push(options?.serviceName ?? program)
      return fork(program, words, options)
    }
  })
  return () => electron.evaluate(() => Reflect.get(globalThis, 'startedProcesses') as string[])
}

test('files go in and out by button and by drag, of a running and of a stopped sandbox', async ({ app, home }) => {
  test.setTimeout(180_000)
  const outside = mkdtempSync(path.join(tmpdir(), 'agentkernel-outside-'))
  const command = createCommand(home)
  await command('create', 'carrier', '--image', 'alpine:3.20', '--backend', 'docker')
  await command('start', 'carrier')
  await command('exec', 'carrier', '--', 'sh', '-c', 'mkdir -p /srv/out && echo from-inside > /srv/out/made.txt')
  writeFileSync(path.join(outside, 'in.txt'), 'from outside\n')
  mkdirSync(path.join(outside, 'folder'))
  writeFileSync(path.join(outside, 'folder/deep.txt'), 'deep\n')
  const { page, electron } = app
  const window = new WindowPage(page)
  const files = new FilesTab(page)
  const readers = await watchProcesses(app)
  await window.select('carrier')
  await window.detail.tab('carrier', 'Files').click()
  await files.tool('/').click()
  await files.open('srv')
  await files.open('out')

  await answerDialogs(app, { save: path.join(outside, 'saved.txt') })
  await files.entry('made.txt').hover()
  await files.entry('made.txt').getByRole('button', { name: 'Download' }).click()
  await expect(page.getByText('1 file downloaded')).toBeVisible()
  expect(readFileSync(path.join(outside, 'saved.txt'), 'utf8')).toBe('from-inside\n')
  expect(await readers()).toEqual(['Archive reader'])

  await answerDialogs(app, { open: path.join(outside, 'in.txt') })
  await files.tool('Upload or make new').click()
  await page.getByRole('menuitem', { name: 'Upload files…' }).click()
  await expect(files.entry('in.txt')).toBeVisible()

  await files.drop(path.join(outside, 'folder'))
  await expect(files.entry('folder')).toBeVisible()
  expect(await command('exec', 'carrier', '--', 'cat', '/srv/out/folder/deep.txt')).toBe('deep\n')

  await electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    if (contents) contents.startDrag = ({ file }) => void Reflect.set(globalThis, 'draggedFile', file)
  })
  await files.entry('made.txt').evaluate((row) => row.dispatchEvent(new DragEvent('dragstart', { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() })))
  await expect.poll(() => electron.evaluate(() => Reflect.get(globalThis, 'draggedFile') as string | undefined), { timeout: 20_000 }).toMatch(/made\.txt$/)
  expect(readFileSync(await electron.evaluate(() => Reflect.get(globalThis, 'draggedFile') as string), 'utf8')).toBe('from-inside\n')

  await command('stop', 'carrier')
  await window.expectStatus('carrier', 'Stopped')
  await answerDialogs(app, { save: path.join(outside, 'stopped.txt') })
  await files.entry('made.txt').hover()
  await files.entry('made.txt').getByRole('button', { name: 'Download' }).click()
  await expect.poll(() => existsSync(path.join(outside, 'stopped.txt')) && readFileSync(path.join(outside, 'stopped.txt'), 'utf8')).toBe('from-inside\n')
  await command('remove', '--force', 'carrier')
  rmSync(outside, { recursive: true })
})

test('a long transfer shows how far it is and can be cancelled, and nothing of it is left', async ({ app, home }) => {
  test.setTimeout(120_000)
  const outside = mkdtempSync(path.join(tmpdir(), 'agentkernel-outside-'))
  const command = createCommand(home)
  await command('create', 'heavy', '--image', 'alpine:3.20', '--backend', 'docker')
  await command('start', 'heavy')
  await command('exec', 'heavy', '--', 'sh', '-c', 'truncate -s 6000000000 /srv/large')
  const { page } = app
  const window = new WindowPage(page)
  const files = new FilesTab(page)
  await window.select('heavy')
  await window.detail.tab('heavy', 'Files').click()
  await files.tool('/').click()
  await files.open('srv')
  await answerDialogs(app, { save: path.join(outside, 'large') })
  await files.entry('large').hover()
  await files.entry('large').getByRole('button', { name: 'Download' }).click()
  const transfers = page.getByRole('list', { name: 'Files on their way' })
  await expect(transfers).toContainText(/Downloading \/srv\/large.*MB/)
  await lookAround(app, 'files-transfer')
  await transfers.getByRole('button', { name: 'Cancel' }).click()
  await expect(transfers).toHaveCount(0)
  await expect.poll(() => readdirSync(outside)).toEqual([])
  await command('remove', '--force', 'heavy')
  rmSync(outside, { recursive: true })
})

test('what a private copy changed is looked at by the keyboard and brought back, a flagged file after a question', async ({ app, home }) => {
  test.setTimeout(120_000)
  const folder = mkdtempSync(path.join(tmpdir(), 'agentkernel-review-'))
  const command = createCommand(home)
  writeFileSync(path.join(folder, 'login.ts'), "import { readUser } from './user'\n\nexport const login = (name: string) => readUser(name)\n")
  writeFileSync(path.join(folder, 'notes.md'), 'mine\n')
  writeFileSync(path.join(folder, 'routes.ts'), "export const routes = ['/']\n")
  await command('create', 'copied', '--image', 'alpine:3.20', '--backend', 'docker', '--dir', folder)
  await command('start', 'copied')
  await command('exec', 'copied', '--', 'sh', '-c', "sed -i 's/readUser(name)/openSession(readUser(name))/' login.ts; mkdir -p .github/workflows src; echo 'on: push' > .github/workflows/ci.yml; echo 'export {}' > src/session.ts; echo \"export const routes = ['/', '/login']\" > routes.ts; rm notes.md; ln -s /etc/passwd leak")
  writeFileSync(path.join(folder, 'routes.ts'), "export const routes = ['/', '/about']\n")
  writeFileSync(path.join(folder, 'todo.md'), 'only here\n')
  const { page } = app
  const window = new WindowPage(page)
  await window.select('copied')
  await window.detail.tab('copied', 'Review').click()
  const list = page.getByRole('listbox', { name: 'Files that differ' })
  await expect(list.getByRole('option')).toHaveCount(6)
  await expect(page.getByText('1 file changed in your folder only, so it stays as it is.')).toBeVisible()
  await expect(list.getByRole('option', { selected: true })).toHaveCount(2)
  await list.press('Home')
  await list.press('Space')
  await expect(list.getByRole('option', { name: /ci\.yml/ })).toHaveAttribute('aria-selected', 'true')
  await list.press('ArrowDown')
  await expect(page.getByText(/cannot be brought back: it is a link that leads out of the folder. It leads to \/etc\/passwd/)).toBeVisible()
  await list.press('ArrowDown')
  await expect(page.getByRole('region', { name: 'Changes of login.ts' })).toContainText('+export const login = (name: string) => openSession(readUser(name))')
  await lookAround(app, 'review')

  await list.getByRole('option', { name: /routes\.ts/ }).click()
  await expect(list.getByRole('option', { name: /routes\.ts/ })).toHaveAttribute('aria-selected', 'false')
  await list.press('Space')
  await page.getByRole('button', { name: 'Bring back 4 files' }).click()
  const conflict = page.getByRole('alertdialog', { name: 'Replace 1 file that you changed too?' })
  await expect(conflict).toContainText('routes.ts')
  await lookAround(app, 'review-conflict')
  await conflict.getByRole('button', { name: 'Replace my file' }).click()
  const question = page.getByRole('alertdialog', { name: 'Bring back 1 file that needs a second look?' })
  await expect(question).toContainText('.github/workflows/ci.yml')
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await lookAround(app, 'review-question')
  await question.getByRole('button', { name: 'Bring back 4 files' }).click()
  await expect(page.getByText('4 files brought back')).toBeVisible()
  await expect(list.getByRole('option')).toHaveCount(2)
  expect(readFileSync(path.join(folder, 'login.ts'), 'utf8')).toContain('openSession')
  expect(readFileSync(path.join(folder, 'routes.ts'), 'utf8')).toContain('/login')
  expect([readFileSync(path.join(folder, 'notes.md'), 'utf8'), existsSync(path.join(folder, 'leak'))]).toEqual(['mine\n', false])
  await command('remove', '--force', 'copied')
  rmSync(folder, { recursive: true })
})
