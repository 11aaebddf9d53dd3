import { describe, expect, it } from 'vitest'
import type { TestApp } from '../testing/create-test-app'
import { codeOf, useTestApps } from '../testing/test-apps'

const start = useTestApps()

describe.each(['direct', 'rpc'] as const)('files over %s', (transport) => {
  async function withSandbox(isRunning: boolean): Promise<TestApp> {
    const app = start({ transport })
    await app.api.sandboxes.create({ name: 'dev' })
    if (isRunning) await app.api.sandboxes.start({ sandbox: 'dev' })
    return app
  }

  it.each([true, false])('are written, listed and read back, running: %s', async (isRunning) => {
    const { api } = await withSandbox(isRunning)
    await api.files.makeDirectory({ sandbox: 'dev', path: '/data/notes' })
    const written = await api.files.writeText({ sandbox: 'dev', path: '/data/notes/a.txt', text: 'größe\n', revision: null })
    expect(written).toMatchObject({ isText: true, sizeBytes: 8 })
    const { entries, isPartial, canChange } = await api.files.list({ sandbox: 'dev', path: '/data' })
    expect({ names: entries.map(({ name, type }) => `${name} ${type}`), isPartial, canChange }).toEqual({ names: ['notes directory'], isPartial: false, canChange: isRunning })
    expect(await api.files.readText({ sandbox: 'dev', path: '/data/notes/a.txt' })).toEqual(written)
    expect(await api.files.stat({ sandbox: 'dev', path: '/data/notes/a.txt' })).toMatchObject({ name: 'a.txt', type: 'file', sizeBytes: 8 })
  })

  it('are not overwritten when somebody else wrote meanwhile', async () => {
    const { api } = await withSandbox(false)
    const { revision } = await api.files.writeText({ sandbox: 'dev', path: '/a', text: 'one' })
    await api.files.writeText({ sandbox: 'dev', path: '/a', text: 'two' })
    expect(await codeOf(api.files.writeText({ sandbox: 'dev', path: '/a', text: 'mine', revision }))).toBe('FILE_CHANGED')
    expect(await codeOf(api.files.writeText({ sandbox: 'dev', path: '/a', text: 'mine', revision: null }))).toBe('FILE_EXISTS')
    expect((await api.files.readText({ sandbox: 'dev', path: '/a' })).text).toBe('two')
  })

  it('that are not text are told as such, and larger ones refused', async () => {
    const { api } = await withSandbox(false)
    await api.files.writeText({ sandbox: 'dev', path: '/nul', text: 'a\0b' })
    expect(await api.files.readText({ sandbox: 'dev', path: '/nul' })).toMatchObject({ isText: false, text: '', sizeBytes: 3 })
    expect(await codeOf(api.files.readText({ sandbox: 'dev', path: '/' }))).toBe('PATH_REFUSED')
  })

  it.each([
    ['list', '/../etc', 'INVALID_INPUT'],
    ['list', '/proc', 'PATH_REFUSED'],
    ['readText', '/etc/shadow', 'PATH_REFUSED'],
    ['remove', '/', 'PATH_REFUSED'],
    ['readText', '/nowhere', 'FILE_NOT_FOUND'],
    ['list', '/nowhere', 'FILE_NOT_FOUND']
  ] as const)('%s of %s is refused with %s', async (verb, path, code) => {
    const { api } = await withSandbox(false)
    expect(await codeOf(api.files[verb]({ sandbox: 'dev', path }))).toBe(code)
  })

  it('of a stopped sandbox cannot be removed or renamed, and it is said why', async () => {
    const { api } = await withSandbox(false)
    expect(await codeOf(api.files.remove({ sandbox: 'dev', path: '/tmp' }))).toBe('SANDBOX_NOT_RUNNING')
    expect(await codeOf(api.files.rename({ sandbox: 'dev', path: '/tmp', to: '/t' }))).toBe('SANDBOX_NOT_RUNNING')
  })
})
