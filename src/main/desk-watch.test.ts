import { expect, test } from 'vitest'
import { createTestApp, wallClock } from '#core/testing/create-test-app'
import { watchDesk, type Desk } from './desk-watch'
import type { Ending } from './endings'

test('follows what others do, and tells what was lost', async () => {
  const { app, backends } = createTestApp()
  await app.sandboxes.create({ name: 'web' })
  await app.sandboxes.start({ sandbox: 'web' })
  const stop = new AbortController()
  const endings: Ending[] = []
  let desk: Desk = { sandboxes: [] }
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const watching = watchDesk({ product: app, clock: wallClock, log, signal: stop.signal, onChange: (now) => (desk = now), onEnding: (ending) => endings.push(ending) })

  await expect.poll(() => desk.sandboxes.map(({ name, status }) => `${name} ${status}`)).toEqual(['web running'])
  await expect.poll(() => desk.backends?.map(({ kind, detection }) => `${kind} ${detection.state}`)).toEqual(['docker ready', 'podman ready'])
  await app.sandboxes.create({ name: 'api' })
  await expect.poll(() => desk.sandboxes).toHaveLength(2)
  await app.sandboxes.remove({ sandbox: 'api' })
  await expect.poll(() => desk.sandboxes).toHaveLength(1)
  expect(endings).toEqual([])

  const web = desk.sandboxes[0]
  backends.docker?.daemon.lose(web?.engineObjectId ?? '')
  await expect.poll(() => endings).toEqual([{ kind: 'lost', id: web?.id, name: 'web' }])
  stop.abort()
  await watching
  await app.close()
})
