import { describe, expect, it } from 'vitest'
import { codeOf, useTestApps } from '../testing/test-apps'
import type { TestApp } from '../testing/create-test-app'

const start = useTestApps()

/** What a program in the sandbox is given. */
async function readInside({ app }: TestApp, name: string, environment: Record<string, string> = {}): Promise<string> {
  const session = await app.openExec({ sandbox: 'dev', argv: ['env'], environment })
  let text = ''
  for await (const { data } of session.output) text += Buffer.from(data).toString()
  return text.split('\n').find((line) => line.startsWith(`${name}=`)) ?? 'none'
}

describe.each(['direct', 'rpc'] as const)('secrets over %s', (transport) => {
  it('reach a session with the value of the moment, and neither record nor engine nor activity', async () => {
    const test = start({ transport })
    const { api, file, backends } = test
    await api.secrets.set({ name: 'API_KEY', value: 'first-value' })
    await api.sandboxes.create({ name: 'dev', secrets: ['API_KEY'] })
    await api.sandboxes.start({ sandbox: 'dev' })
    expect(await readInside(test, 'API_KEY')).toBe('API_KEY=first-value')
    await api.secrets.set({ name: 'API_KEY', value: 'second-value' })
    expect(await readInside(test, 'API_KEY')).toBe('API_KEY=second-value')
    expect(await readInside(test, 'API_KEY', { API_KEY: 'said' })).toBe('API_KEY=said')
    expect((await api.sandboxes.get({ sandbox: 'dev' })).secrets).toEqual(['API_KEY'])
    const kept = JSON.stringify([file.document, [...(backends.docker?.daemon.containers.values() ?? [])], await api.sandboxes.raw({ sandbox: 'dev' }), await api.activity.list({}), await api.diagnostics.bundle({})])
    expect(kept).not.toMatch(/first-value|second-value/)
    expect(JSON.stringify(file.document)).toContain('API_KEY')
  })

  it('are granted and taken back while the sandbox runs, without making it anew', async () => {
    const test = start({ transport })
    const { api } = test
    for (const name of ['A_KEY', 'B_KEY']) await api.secrets.set({ name, value: `value of ${name}` })
    await api.sandboxes.create({ name: 'dev' })
    const { engineObjectId } = await api.sandboxes.start({ sandbox: 'dev' })
    const changes = { secrets: ['B_KEY', 'A_KEY'] }
    expect(await api.sandboxes.plan({ sandbox: 'dev', changes })).toMatchObject({ needsRecreation: false, willRestart: false, changes: [{ field: 'secrets', from: '', to: 'A_KEY, B_KEY' }] })
    expect(await api.sandboxes.update({ sandbox: 'dev', changes })).toMatchObject({ engineObjectId, status: 'running', secrets: ['A_KEY', 'B_KEY'] })
    expect(await readInside(test, 'B_KEY')).toBe('B_KEY=value of B_KEY')
    expect((await api.sandboxes.duplicate({ sandbox: 'dev', name: 'twin', changes: {} })).secrets).toEqual(['A_KEY', 'B_KEY'])
    await api.sandboxes.update({ sandbox: 'dev', changes: { secrets: ['A_KEY'] } })
    expect(await readInside(test, 'B_KEY')).toBe('none')
    expect(await api.sandboxes.update({ sandbox: 'dev', changes: { vcpus: 2 } })).toMatchObject({ secrets: ['A_KEY'] })
    expect((await api.secrets.list({})).secrets).toMatchObject([{ name: 'A_KEY', sandboxes: ['dev', 'twin'] }, { name: 'B_KEY', sandboxes: ['twin'] }])
  })

  it('that are removed are taken from every sandbox, so that a later one of the same name is given to nobody', async () => {
    const test = start({ transport })
    const { api } = test
    await api.secrets.set({ name: 'API_KEY', value: 'x' })
    await api.sandboxes.create({ name: 'dev', secrets: ['API_KEY'] })
    await api.sandboxes.start({ sandbox: 'dev' })
    expect(await api.secrets.remove({ name: 'API_KEY' })).toEqual({ sandboxes: ['dev'] })
    expect(await codeOf(api.secrets.remove({ name: 'API_KEY' }))).toBe('SECRET_NOT_FOUND')
    await api.secrets.set({ name: 'API_KEY', value: 'y' })
    expect(await readInside(test, 'API_KEY')).toBe('none')
  })

  it('that went missing keep sessions from beginning, are shown as such, and come with the other store', async () => {
    const test = start({ transport })
    const { api, app, stores } = test
    await api.secrets.set({ name: 'API_KEY', value: 'x' })
    await api.sandboxes.create({ name: 'dev', secrets: ['API_KEY'] })
    await api.sandboxes.start({ sandbox: 'dev' })
    await api.settings.set({ secretStore: 'file' })
    expect(await codeOf(app.openExec({ sandbox: 'dev', argv: ['env'] }))).toBe('SECRET_MISSING')
    expect(await api.secrets.list({})).toEqual({ store: 'file', problem: null, secrets: [{ name: 'API_KEY', updatedAt: null, sandboxes: ['dev'], isThere: false }] })
    expect((await api.diagnostics.doctor({})).find(({ id }) => id === 'secrets')).toMatchObject({ outcome: 'fail', detail: { params: { names: 'API_KEY' } } })
    await api.secrets.set({ name: 'API_KEY', value: 'in the file' })
    expect(await stores.vaults.keyring.get('API_KEY')).toBe('x')
    expect(await readInside(test, 'API_KEY')).toBe('API_KEY=in the file')
    expect((await api.diagnostics.doctor({})).find(({ id }) => id === 'secrets')).toMatchObject({ outcome: 'warn' })
  })

  it('are refused with what is wrong: a name that is no variable, one that others read, a value that none can be, one that is not there', async () => {
    const { api, file } = start({ transport })
    for (const name of ['', '1KEY', 'A-B', 'PATH', 'LD_PRELOAD', 'LC_ALL']) expect(await codeOf(api.secrets.set({ name, value: 'x' }))).toBe('INVALID_INPUT')
    for (const value of ['', 'a\0b', 'x'.repeat(32_769)]) expect(await codeOf(api.secrets.set({ name: 'API_KEY', value }))).toBe('INVALID_INPUT')
    expect(await codeOf(api.sandboxes.create({ name: 'dev', secrets: ['NOT_THERE'] }))).toBe('SECRET_NOT_FOUND')
    expect(file.document.sandboxes).toEqual({})
    await api.sandboxes.create({ name: 'dev' })
    expect(await codeOf(api.sandboxes.update({ sandbox: 'dev', changes: { secrets: ['NOT_THERE'] } }))).toBe('SECRET_NOT_FOUND')
  })

  it('reach the command of a throw-away run', async () => {
    const { api } = start({ transport })
    await api.secrets.set({ name: 'API_KEY', value: 'for one run' })
    let text = ''
    for await (const event of api.run.start({ command: ['env'], image: 'alpine:3.20', secrets: ['API_KEY'] })) {
      if (event.type === 'output') text += event.text
      if (event.type === 'exited') break
    }
    expect(text).toContain('API_KEY=for one run')
  })
})
