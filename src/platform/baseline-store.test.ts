import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Baseline } from '#core/ports'
import { createBaselineStore } from './baseline-store'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentkernel-baselines-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const baseline: Baseline = new Map([
  ['src/größe', { digest: 'a'.repeat(64), isExecutable: true, sizeBytes: 7, modifiedAt: 1000, linkTarget: '' }],
  ['link', { digest: null, isExecutable: false, sizeBytes: 0, modifiedAt: null, linkTarget: '../x' }]
])

it('gives back what it keeps, closed to others, and makes nothing for asking', async () => {
  const store = createBaselineStore(join(folder, 'baselines'))
  expect(await store.read('sb-1')).toBeNull()
  await store.remove('sb-1')
  expect(readdirSync(folder)).toEqual([])
  await store.keep('sb-1', baseline)
  await store.keep('sb-1', baseline)
  expect(await store.read('sb-1')).toEqual(baseline)
  expect([statSync(join(folder, 'baselines')).mode & 0o777, statSync(join(folder, 'baselines/sb-1.json')).mode & 0o777]).toEqual([0o700, 0o600])
  await store.remove('sb-1')
  expect(readdirSync(join(folder, 'baselines'))).toEqual([])
})

it('takes for none what cannot be read', async () => {
  const store = createBaselineStore(folder)
  writeFileSync(join(folder, 'half.json'), '{"version":1,')
  writeFileSync(join(folder, 'later.json'), '{"version":2,"entries":[]}')
  expect([await store.read('half'), await store.read('later')]).toEqual([null, null])
})
