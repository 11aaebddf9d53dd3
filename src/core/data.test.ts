import { describe, expect, it } from 'vitest'
import { codeOf, useTestApps } from './testing/test-apps'

const start = useTestApps()

describe.each(['direct', 'rpc'] as const)('the data of a home over %s', (transport) => {
  it('is backed up, looked at and brought back', async () => {
    const { api, hostTexts } = start({ transport })
    await api.sandboxes.create({ name: 'dev' })
    await api.settings.set({ theme: 'dark' })
    expect(await api.data.backUp({ file: '/out/backup.json' })).toMatchObject({ file: '/out/backup.json', bytes: expect.any(Number) })
    await api.sandboxes.remove({ sandbox: 'dev' })
    await api.settings.set({ theme: 'light' })
    expect(await api.data.inspectBackup({ file: '/out/backup.json' })).toMatchObject({ sandboxes: ['dev'], isOwn: true })
    const { previous } = await api.data.restore({ file: '/out/backup.json' })
    expect(JSON.parse(hostTexts.get(previous) ?? '{}')).toMatchObject({ metadata: { settings: { theme: 'light' } } })
    expect(await api.settings.get({})).toMatchObject({ theme: 'dark' })
    expect((await api.sandboxes.list({})).sandboxes).toMatchObject([{ name: 'dev', status: 'missing' }])
  })

  it('are never written over a file that is there, unless that was agreed to', async () => {
    const { api, hostTexts } = start({ transport })
    hostTexts.set('/out/backup.json', 'mine')
    expect(await codeOf(api.data.backUp({ file: '/out/backup.json' }))).toBe('FILE_EXISTS')
    expect(hostTexts.get('/out/backup.json')).toBe('mine')
    await api.data.backUp({ file: '/out/backup.json', mayReplace: true })
    expect(hostTexts.get('/out/backup.json')).toContain('agentkernel-backup')
  })

  it.each([
    ['not json', 'CONFIG_INVALID'],
    ['{"format":"something"}', 'CONFIG_INVALID']
  ])('is not replaced by %s', async (text, code) => {
    const { api, hostTexts } = start({ transport })
    await api.sandboxes.create({ name: 'dev' })
    hostTexts.set('/in.json', text)
    expect(await codeOf(api.data.restore({ file: '/in.json' }))).toBe(code)
    expect((await api.sandboxes.list({})).sandboxes).toHaveLength(1)
  })

  it('goes into a support bundle without values of variables and without the person\'s name', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'dev', environment: { TOKEN: 'secret-value' } })
    const { files, text } = await api.diagnostics.bundle({})
    expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['about.json', 'doctor.json', 'sandboxes.json']))
    expect(text).toContain('TOKEN')
    expect(text).not.toContain('secret-value')
    expect(text).not.toContain('/home/ada')
  })
})
