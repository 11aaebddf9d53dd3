import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestApp, wallClock, type TestApp } from './testing/create-test-app'

const now = Date.parse('2026-03-01T12:00:00.000Z')
let made: TestApp
let kept = ''

beforeEach(async () => {
  made = createTestApp({ transport: 'rpc', clock: { ...wallClock, now: () => now } })
  kept = made.stores.tree.keptIn
})
afterEach(async () => {
  await made.close()
  await rm(kept, { recursive: true, force: true })
})

const names = ['2026-01-01T00-00-00-000Z-old', '2026-02-27T00-00-00-000Z-box', 'notes of mine']
const fill = async () => {
  for (const name of names) {
    await mkdir(join(kept, name, 'src'), { recursive: true })
    await writeFile(join(kept, name, 'src/a'), 'x'.repeat(5000))
  }
  await writeFile(join(kept, '2026-01-01T00-00-00-000Z-file'), 'no folder')
}
const plan = async (days: number) => (await made.api.data.planReplaced({ olderThanMs: days * 86_400_000 })).folders.map(({ name }) => name)

it('plans what is older than was asked for, oldest first, and nothing whose name says no time', async () => {
  expect(await plan(0)).toEqual([])
  expect((await made.api.data.info({})).replacedBytes).toBe(0)
  await fill()
  expect([await plan(0), await plan(7), await plan(365)]).toEqual([names.slice(0, 2), names.slice(0, 1), []])
  expect(await made.api.data.planReplaced({ olderThanMs: 0 })).toMatchObject({ directory: kept, folders: [{ keptAt: '2026-01-01T00:00:00.000Z' }, {}] })
  expect((await made.api.data.info({})).replacedBytes).toBeGreaterThanOrEqual(15_000)
})

it('removes exactly what was named, writes it down, and leaves everything else', async () => {
  await fill()
  const { removed, freedBytes } = await made.api.data.removeReplaced({ names: [names[0] ?? '', 'gone meanwhile', '../outside'] })
  expect([removed, freedBytes >= 5000, await plan(0)]).toEqual([1, true, [names[1]]])
  expect((await made.api.activity.list({})).entries[0]).toMatchObject({ action: 'data.removeReplaced', detail: '1', outcome: 'done' })
})
