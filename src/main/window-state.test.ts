import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fitBounds, readWindowState, writeWindowState } from './window-state'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'window-state-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const fresh = { isMaximized: false, theme: 'system' }

test('what was written is read again, and nothing else is left', () => {
  const file = path.join(folder, 'deep', 'window.json')
  const state = { bounds: { x: -5, y: 10, width: 800, height: 600 }, isMaximized: true, theme: 'dark' } as const
  writeWindowState(file, state)
  expect(readWindowState(file)).toEqual(state)
  expect(readdirSync(path.dirname(file))).toEqual(['window.json'])
})

test.each(['', '{', '[]', '{"bounds":{"x":"left"}}', '{"bounds":{"x":0,"y":0,"width":-1,"height":2}}'])('a file that holds %j is as if it were not there', (content) => {
  const file = path.join(folder, 'window.json')
  writeFileSync(file, content)
  expect(readWindowState(file)).toEqual(fresh)
})

describe('kept bounds', () => {
  const displays = [
    { x: 0, y: 0, width: 1600, height: 1000 },
    { x: 1600, y: 0, width: 1280, height: 720 }
  ]
  test.each([
    { x: 100, y: 50, width: 900, height: 700 },
    { x: -400, y: 0, width: 900, height: 700 },
    { x: 2000, y: 100, width: 900, height: 700 }
  ])('at $x,$y are used', (bounds) => expect(fitBounds(bounds, displays)).toEqual(bounds))
  test.each([
    { x: 5000, y: 0, width: 900, height: 700 },
    { x: 0, y: -600, width: 900, height: 700 },
    { x: -880, y: 0, width: 900, height: 700 },
    { x: 0, y: 990, width: 900, height: 700 }
  ])('at $x,$y, out of reach, are not', (bounds) => expect(fitBounds(bounds, displays)).toBeUndefined())
})
