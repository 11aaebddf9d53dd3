import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createClock } from './clock'
import { createFileVault } from './file-vault'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentkernel-vault-'))
  path = join(folder, 'data/secrets.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

it('keeps values by name in one file that only its owner can read, and makes nothing for asking', async () => {
  const vault = createFileVault(path, createClock())
  expect([await vault.list(), await vault.get('API_KEY')]).toEqual([[], null])
  expect(readdirSync(folder)).toEqual([])
  await vault.set('API_KEY', 'first')
  await vault.set('API_KEY', 'second\nline ü')
  await vault.set('OTHER', 'x')
  expect(await vault.get('API_KEY')).toBe('second\nline ü')
  expect(await vault.list()).toEqual([
    { name: 'API_KEY', updatedAt: expect.stringMatching(/^20/) as string },
    { name: 'OTHER', updatedAt: expect.stringMatching(/^20/) as string }
  ])
  expect([statSync(path).mode & 0o777, statSync(join(folder, 'data')).mode & 0o777]).toEqual([0o600, 0o700])
  expect([await vault.remove('API_KEY'), await vault.remove('API_KEY'), await vault.get('API_KEY')]).toEqual([true, false, null])
  expect(readFileSync(path, 'utf8')).not.toContain('second')
  expect(readdirSync(join(folder, 'data'))).toEqual(['secrets.json'])
})

it('loses nothing when several hands set at once', async () => {
  const names = Array.from({ length: 8 }, (_, index) => `KEY_${index}`)
  await Promise.all(names.map((name) => createFileVault(path, createClock()).set(name, `value of ${name}`)))
  expect((await createFileVault(path, createClock()).list()).map(({ name }) => name).sort()).toEqual(names)
})

it('replaces no file that it cannot read, and tells nothing of its content', async () => {
  const vault = createFileVault(path, createClock())
  await vault.set('API_KEY', 'x')
  writeFileSync(path, '{"API_KEY": "hunter2-hunter2"')
  const refusal: unknown = await vault.set('OTHER', 'y').catch((error: unknown) => error)
  expect(refusal).toMatchObject({ code: 'VAULT_UNAVAILABLE', because: { key: 'reasons.secrets_unreadable', params: { file: path } } })
  expect(JSON.stringify(refusal) + String((refusal as Error).stack)).not.toContain('hunter2')
  expect(readFileSync(path, 'utf8')).toBe('{"API_KEY": "hunter2-hunter2"')
})
