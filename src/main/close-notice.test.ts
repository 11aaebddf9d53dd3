import { expect, test } from 'vitest'
import { AppError } from '#contract/errors'
import { createTestApp } from '#core/testing/create-test-app'
import { keepCloseNotice, needsCloseNotice } from './close-notice'

async function createRunning() {
  const { app } = createTestApp()
  await app.sandboxes.create({ name: 'box' })
  await app.sandboxes.start({ sandbox: 'box' })
  return app
}

test('is said while a sandbox runs, and once only', async () => {
  const app = await createRunning()
  expect(await needsCloseNotice(app, 'quits')).toBe(true)
  await keepCloseNotice(app, 'quits')
  expect(await needsCloseNotice(app, 'quits')).toBe(false)
  expect(await needsCloseNotice(app, 'stays')).toBe(false)
})

test('is said of the tray whatever runs, and once only', async () => {
  const { app } = createTestApp()
  expect(await needsCloseNotice(app, 'tray')).toBe(true)
  await keepCloseNotice(app, 'tray')
  expect(await needsCloseNotice(app, 'tray')).toBe(false)
})

test('is not said when nothing runs', async () => {
  const app = await createRunning()
  await app.sandboxes.stop({ sandbox: 'box' })
  expect(await needsCloseNotice(app, 'quits')).toBe(false)
})

test('never keeps a window open because something fails', async () => {
  const app = await createRunning()
  const failing = { ...app, sandboxes: { ...app.sandboxes, list: () => Promise.reject(new AppError('METADATA_UNAVAILABLE')) } }
  expect(await needsCloseNotice(failing, 'quits')).toBe(false)
})
