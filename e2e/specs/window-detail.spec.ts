import { createCommand } from '../fixtures/command'
import { askDocker } from '../fixtures/engine'
import { expect, test } from '../fixtures/app'
import { lookAround, resize } from '../fixtures/look'
import { FilesTab } from '../pages/files-tab'
import { WindowPage } from '../pages/window-page'

test('files, usage, activity and record of a sandbox', async ({ app, home }) => {
  test.setTimeout(180_000)
  const command = createCommand(home)
  // Busy enough to be seen in its usage, leaves a processor to the window, and ends when it is told to.
  await command('create', 'workshop', '--image', 'alpine:3.20', '--memory', '128', '--', 'sh', '-c', 'trap exit TERM; while :; do head -c 5000000 /dev/zero | sha1sum > /dev/null; sleep 0.1; done')
  await command('start', 'workshop')
  await command('exec', 'workshop', '--', 'sh', '-c', 'mkdir -p /srv/site && echo one > /srv/site/index.html && head -c 300000 /dev/zero > /srv/site/picture')
  const { page } = app
  const window = new WindowPage(page)
  const files = new FilesTab(page)
  await window.select('workshop')

  await window.detail.tab('workshop', 'Files').click()
  await files.tool('/').click()
  await files.open('srv')
  await files.open('site')
  await expect(files.entry('picture')).toContainText('293 KB')
  await files.make('New folder…', 'notes')
  await expect(files.entry('notes')).toBeVisible()
  await lookAround(app, 'files')
  await files.open('index.html')
  await files.editor.fill('two\n')
  // The looks cross the width at which the detail covers the list: what was typed stays.
  await lookAround(app, 'files-editor')
  await expect(files.editor).toHaveValue('two\n')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Saved', { exact: true })).toBeVisible()
  expect(await command('exec', 'workshop', '--', 'cat', '/srv/site/index.html')).toBe('two\n')
  await page.getByRole('button', { name: 'Back to the files' }).click()
  await files.tool('Only what changed since creation').click()
  await expect(page.getByText('/srv/site/index.html')).toBeVisible()
  await lookAround(app, 'files-changed')
  await files.tool('Only what changed since creation').click()

  await window.detail.tab('workshop', 'Usage').click()
  await expect(window.detail.of('workshop').getByRole('img').first()).toBeVisible()
  await lookAround(app, 'usage')

  await window.detail.tab('workshop', 'Record').click()
  await expect(window.detail.of('workshop').locator('pre')).toContainText('"workshop"')
  await lookAround(app, 'record')

  await window.detail.tab('workshop', 'Activity').click()
  await expect(window.detail.of('workshop')).toContainText('Edit file')
  await lookAround(app, 'sandbox-activity')

  await command('stop', 'workshop')
  await window.expectStatus('workshop', 'Stopped')
  await window.detail.tab('workshop', 'Files').click()
  await expect(files.entry('index.html')).toBeVisible()
  await resize(app, 900)
  await expect(window.row('workshop')).toHaveCount(0)
  await page.getByRole('button', { name: 'Back to the list' }).click()
  await expect(window.row('workshop')).toBeFocused()
  await command('remove', '--force', 'workshop')
})

test('the overview tells exactly which image a sandbox was made of, and what that says of itself', async ({ app, home }) => {
  const command = createCommand(home)
  const labelled = 'agentkernel-e2e-labelled'
  const labels = { source: 'https://example.com/labelled', version: '3.1.4', revision: '8d5a1c0', vendor: 'Example', licenses: 'Apache-2.0' }
  await command('create', 'plain', '--image', 'alpine:3.20')
  const { engineObjectId } = JSON.parse(await command('info', 'plain', '--json')) as { engineObjectId: string }
  const first = `LABEL ${Object.entries(labels).map(([name, text]) => `org.opencontainers.image.${name}=${text}`).join(' ')}`
  const commit = async (changes: string) => expect(await askDocker('POST', `/commit?${String(new URLSearchParams({ container: engineObjectId, repo: labelled, tag: '1', changes }))}`)).toBe(201)
  await commit(first)
  let madeOfId = ''
  try {
    await command('create', 'labelled', '--image', `${labelled}:1`)
    const { madeOf } = JSON.parse(await command('info', 'labelled', '--json')) as { madeOf: { id: string; labels: unknown } }
    madeOfId = madeOf.id
    expect(madeOf.labels).toEqual(labels)
    await commit('LABEL again=yes')
    const window = new WindowPage(app.page)
    await window.select('labelled')
    await expect(window.detail.fact('labelled', 'Image')).toContainText(`${labelled}:1`)
    await expect(window.detail.fact('labelled', 'Image')).toContainText(madeOf.id.slice(0, 19))
    await expect(window.detail.fact('labelled', 'Image')).toContainText('The name means another image by now')
    for (const text of Object.values(labels)) await expect(window.detail.fact('labelled', 'The image says')).toContainText(text)
    await lookAround(app, 'overview-image')
    await expect(window.detail.fact('labelled', 'Reaches')).toHaveText(/everything that this machine reaches \(by its profile\)/)
    const place = app.page.getByRole('textbox', { name: 'Place to test' })
    await place.fill('*.example.org')
    await place.press('Enter')
    await expect(app.page.getByText('no patterns, no IPv6')).toBeVisible()
    await place.fill('203.0.113.7:443')
    await place.press('Enter')
    await expect(app.page.getByText('203.0.113.7:443 is allowed.')).toBeVisible()
    await lookAround(app, 'overview-network')
  } finally {
    await command('remove', '--force', 'labelled')
    await command('remove', '--force', 'plain')
    await askDocker('DELETE', `/images/${labelled}:1`)
    await askDocker('DELETE', `/images/${madeOfId}`)
  }
})
