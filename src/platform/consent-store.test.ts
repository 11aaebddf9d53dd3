import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Consent } from '#contract/project'
import { createConsentStore } from './consent-store'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentkernel-consents-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const consent: Consent = { folder: '/home/ann/shop', subject: 'file', digest: 'a'.repeat(64), agreedAt: '2026-01-31T10:00:00.000Z' }

it('keeps one consent for each folder and subject, closed to others, and makes nothing for asking', async () => {
  const store = createConsentStore(join(folder, 'consents'))
  expect(await store.list()).toEqual([])
  await store.forget(consent)
  expect(readdirSync(folder)).toEqual([])
  const build: Consent = { ...consent, subject: 'build' }
  const newer: Consent = { ...consent, digest: 'b'.repeat(64) }
  for (const each of [consent, build, newer]) await store.keep(each)
  expect(await store.list()).toEqual(expect.arrayContaining([newer, build]))
  const files = readdirSync(join(folder, 'consents'))
  expect(files).toHaveLength(2)
  expect([statSync(join(folder, 'consents')).mode & 0o777, ...files.map((name) => statSync(join(folder, 'consents', name)).mode & 0o777)]).toEqual([0o700, 0o600, 0o600])
  await store.forget({ folder: consent.folder, subject: 'file' })
  expect(await store.list()).toEqual([build])
})

it('keeps one of those that are kept at once', async () => {
  const store = createConsentStore(folder)
  await Promise.all(['a', 'b', 'c'].map((digit) => store.keep({ ...consent, digest: digit.repeat(64) })))
  expect(await store.list()).toHaveLength(1)
  expect(readdirSync(folder)).toHaveLength(1)
})

it('takes for none what cannot be read', async () => {
  writeFileSync(join(folder, 'half.json'), '{"folder":')
  writeFileSync(join(folder, 'other.json'), '{"folder":"/x","subject":"anything"}')
  expect(await createConsentStore(folder).list()).toEqual([])
})
