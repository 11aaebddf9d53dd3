import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { createCommand } from '../fixtures/command'
import { expect, test } from '../fixtures/app'
import { lookAround } from '../fixtures/look'
import { WindowPage } from '../pages/window-page'

test.skip(process.platform !== 'linux' || process.arch !== 'x64', 'the feed of this test is one of AppImages for x64')

/** A feed of one newer AppImage on this machine, with what it was asked for. */
async function openFeed(content: string): Promise<{ url: string; asked: string[]; server: Server }> {
  const sha512 = createHash('sha512').update(content).digest('base64')
  const name = 'AgentKernel-9.9.9.AppImage'
  const feed = `version: 9.9.9\nfiles:\n  - url: ${name}\n    sha512: ${sha512}\n    size: ${content.length}\npath: ${name}\nsha512: ${sha512}\nreleaseDate: '2030-01-01T00:00:00.000Z'\n`
  const asked: string[] = []
  const server = createServer(({ url = '' }, response) => {
    const file = url.replace(/\?.*/, '')
    asked.push(file)
    if (file === '/latest-linux.yml') response.end(feed)
    else if (file === `/${name}`) response.end(content)
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked, server }
}

test('an update is looked for where the person says so and nowhere before, fetched, and put in place when the application quits', async ({ launch, home }) => {
  test.setTimeout(120_000)
  const image = path.join(home, 'AgentKernel.AppImage')
  writeFileSync(image, '#!/bin/sh\n', { mode: 0o755 })
  const feed = await openFeed(`#!/bin/sh\necho "$APPIMAGE_EXIT_AFTER_INSTALL" > '${home}/installed'\n`)
  const app = await launch({ environment: { APPIMAGE: image, XDG_CACHE_HOME: path.join(home, 'cache') } })
  const { page } = app
  await new WindowPage(page).ready()
  await page.keyboard.press('Control+,')
  const version = page.locator('[data-setting="version"]')
  const address = page.locator('[data-setting="updateFeed"]').getByRole('textbox')
  await expect(version).toContainText('updates are off')

  await address.fill('http://updates.example.com/')
  await address.press('Enter')
  await expect(page.locator('[data-setting="updateFeed"]')).toContainText('expected an address that begins with https://')
  await expect(version).toContainText('updates are off')
  expect(feed.asked).toEqual([])

  await address.fill(feed.url)
  await address.press('Enter')
  await version.getByRole('button', { name: 'Check for updates' }).click()
  await expect(version).toContainText('9.9.9 is ready to install', { timeout: 30_000 })
  await lookAround(app, 'settings-updates')
  expect(feed.asked).toContain('/latest-linux.yml')

  await app.quit()
  await expect.poll(() => readFileSync(image, 'utf8')).toContain('APPIMAGE_EXIT_AFTER_INSTALL')
  expect(readFileSync(path.join(home, 'installed'), 'utf8')).toBe('true\n')
  feed.server.close()
})

test('what a package manager brought is left to it', async ({ app, home }) => {
  await createCommand(home)('config', 'set', 'update-feed', 'https://updates.invalid/')
  await new WindowPage(app.page).ready()
  await app.page.keyboard.press('Control+,')
  await expect(app.page.locator('[data-setting="version"]')).toContainText('updated by the system’s package manager')
  await expect(app.page.locator('[data-setting="version"]').getByRole('button')).toHaveCount(0)
})
