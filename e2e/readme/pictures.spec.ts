import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCommand } from '../fixtures/command'
import { expect, test, type RunningApp } from '../fixtures/app'
import { settle } from '../fixtures/settle'
import { FilesTab } from '../pages/files-tab'
import { Palette } from '../pages/palette'
import { WindowPage } from '../pages/window-page'

const folder = path.join(fileURLToPath(new URL('../..', import.meta.url)), 'docs/images')
const size = { width: 1280, height: 800 }

const project = {
  'README.md': '# Users\n',
  'package.json': '{ "name": "users", "type": "module" }\n',
  'src/server.js': "import { users } from './routes/users.js'\n",
  'src/routes/users.js': 'export const users = []\n',
  'tests/users.test.js': "import '../src/routes/users.js'\n"
}

/** Works for a part of each second, and ends when it is told to. */
const busy = (bytes: number): string[] => ['--', 'sh', '-c', `trap exit TERM; while :; do head -c ${bytes} /dev/urandom | sha1sum > /dev/null; sleep 0.2; done`]

const sandboxes = [
  { name: 'api-refactor', words: ['--backend', 'docker', '--image', 'node:22-alpine', '--vcpus', '2', '--memory', '1g', '--workdir', '/app', ...busy(2_000_000)], runs: true },
  { name: 'data-import', words: ['--backend', 'podman', '--image', 'python:3.12-alpine', ...busy(1_000_000)], runs: true },
  { name: 'docs-agent', words: ['--backend', 'docker', '--image', 'node:22-alpine', ...busy(400_000)], runs: true },
  { name: 'migration-test', words: ['--backend', 'docker', '--image', 'alpine:3.20'], runs: false },
  { name: 'nightly-job', words: ['--backend', 'docker', '--image', 'alpine:3.20', '--', 'sh', '-c', 'exit 3'], runs: true },
  { name: 'web-snapshots', words: ['--backend', 'podman', '--image', 'alpine:3.20'], runs: false }
]

test('the pictures of the README', async ({ app, home }) => {
  const command = createCommand(home)
  const { page } = app
  const window = new WindowPage(page)
  for (const { name, words, runs } of sandboxes) {
    await command('create', name, ...words)
    if (runs) await command('start', name).catch(() => undefined)
  }
  for (const [file, text] of Object.entries(project)) await command('exec', 'api-refactor', '--', 'sh', '-c', `mkdir -p $(dirname ${file}); printf %s '${text.replaceAll("'", String.raw`'\''`)}' > ${file}`)
  await window.expectStatus('nightly-job', 'Failed')
  await app.electron.evaluate(({ BrowserWindow }, { width, height }) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height), size)
  // Of containers that other tests left on these engines.
  const notice = page.getByRole('button', { name: 'Dismiss' })
  await expect(notice.first()).toBeVisible({ timeout: 5000 }).then(() => notice.first().click(), () => undefined)

  await window.select('api-refactor')
  await page.keyboard.press('t')
  await window.terminals.prompt()
  await window.terminals.run("clear; whoami; grep -E 'CapEff|NoNewPrivs|Seccomp:' /proc/self/status; ls")
  await window.terminals.expectText('package.json')
  // Until there is something to see in the curves.
  await page.waitForTimeout(40_000)
  await take(app, 'window', 'dark')

  await page.getByRole('button', { name: 'Hide terminals' }).click()
  await window.detail.tab('api-refactor', 'Files').click()
  await new FilesTab(page).tool('Only what changed since creation').click()
  await expect(page.getByText('users.test.js')).toBeVisible()
  await take(app, 'changes', 'light')

  const palette = new Palette(page)
  await palette.open()
  await page.keyboard.type('api')
  await expect(palette.chosen).toContainText('api-refactor')
  await take(app, 'palette', 'light')
  await page.keyboard.press('Escape')
  for (const { name } of sandboxes) await command('remove', '--force', name)
})

/** The pointer rests where it points at nothing. */
async function take({ page }: RunningApp, name: string, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.mouse.move(size.width / 2, 2)
  await settle(page)
  await page.screenshot({ path: path.join(folder, `${name}.png`) })
}
