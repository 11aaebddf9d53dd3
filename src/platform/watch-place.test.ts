import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { watchPlace } from './watch-place'

let home = ''
let changes = 0
let stop = (): Promise<void> => Promise.resolve()

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'ak-watch-'))
  changes = 0
})
afterEach(async () => {
  await stop()
  rmSync(home, { recursive: true, force: true })
})

const file = (): string => join(home, 'a/b/config.json')
const watch = async (): Promise<void> => {
  stop = await watchPlace(file(), () => (changes += 1))
}
async function expectChange(act: () => void): Promise<void> {
  const before = changes
  act()
  await expect.poll(() => changes, { timeout: 5_000 }).toBeGreaterThan(before)
  // What still comes of this change must not count as the next one.
  await new Promise((resolve) => setTimeout(resolve, 150))
}

it('a file is told of when it is written, replaced and removed', async () => {
  mkdirSync(join(home, 'a/b'), { recursive: true })
  await watch()
  await expectChange(() => writeFileSync(file(), '1'))
  await expectChange(() => {
    writeFileSync(join(home, 'new'), '22')
    renameSync(join(home, 'new'), file())
  })
  await expectChange(() => rmSync(file()))
  expect(changes).toBeGreaterThanOrEqual(3)
})

it('a file is told of whose folders come later, go and come back', async () => {
  await watch()
  await expectChange(() => mkdirSync(join(home, 'a')))
  await expectChange(() => mkdirSync(join(home, 'a/b')))
  await expectChange(() => writeFileSync(file(), '1'))
  await expectChange(() => rmSync(join(home, 'a'), { recursive: true }))
  await expectChange(() => mkdirSync(join(home, 'a/b'), { recursive: true }))
  await expectChange(() => writeFileSync(file(), '3'))
  expect(changes).toBeGreaterThanOrEqual(6)
})

it('nothing is told of what lies beside it, nor after the end', async () => {
  mkdirSync(join(home, 'a/b'), { recursive: true })
  await watch()
  writeFileSync(join(home, 'a/b/other.json'), '1')
  await new Promise((resolve) => setTimeout(resolve, 200))
  await stop()
  writeFileSync(file(), '1')
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(changes).toBe(0)
})
