import { describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import { codeOf, useTestApps } from '../testing/test-apps'

const start = useTestApps()

describe.each(['direct', 'rpc'] as const)('changing what was made over %s', (transport) => {
  it('tells what is kept and lost, and changes nothing by telling', async () => {
    const { api, backends } = start({ transport })
    const before = await api.sandboxes.create({ name: 'dev', workingDirectory: '/data', environment: { TOKEN: 'secret-value' } })
    await api.files.makeDirectory({ sandbox: 'dev', path: '/data' })
    const plan = await api.sandboxes.plan({ sandbox: 'dev', changes: { memoryMb: 900, environment: { TOKEN: 'other-value' } } })
    expect(plan).toMatchObject({ needsRecreation: true, willRestart: false, kept: ['/data'], changes: [{ field: 'memoryMb', from: '512', to: '900' }, { field: 'environment', from: 'TOKEN', to: 'TOKEN' }] })
    expect(JSON.stringify(plan)).not.toContain('-value')
    expect(backends.docker?.daemon.containers.has(before.engineObjectId ?? '')).toBe(true)
  })

  it('needs nothing when nothing changes', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'dev' })
    expect(await api.sandboxes.plan({ sandbox: 'dev', changes: { memoryMb: 512 } })).toMatchObject({ needsRecreation: false, changes: [] })
  })

  it('makes it anew under the same id with its files, running as before', async () => {
    const { api } = start({ transport })
    const before = await api.sandboxes.create({ name: 'dev', workingDirectory: '/data' })
    await api.files.writeText({ sandbox: 'dev', path: '/data/a.txt', text: 'kept' })
    await api.files.writeText({ sandbox: 'dev', path: '/root/b.txt', text: 'kept too' })
    await api.files.writeText({ sandbox: 'dev', path: '/opt/c.txt', text: 'lost' })
    await api.sandboxes.start({ sandbox: 'dev' })
    const after = await api.sandboxes.update({ sandbox: 'dev', changes: { memoryMb: 900 }, keep: ['/root'] })
    expect(after).toMatchObject({ id: before.id, name: 'dev', status: 'running', spec: { memoryMb: 900 } })
    expect(after.engineObjectId).not.toBe(before.engineObjectId)
    expect((await api.files.readText({ sandbox: 'dev', path: '/data/a.txt' })).text).toBe('kept')
    expect((await api.files.readText({ sandbox: 'dev', path: '/root/b.txt' })).text).toBe('kept too')
    expect(await codeOf(api.files.readText({ sandbox: 'dev', path: '/opt/c.txt' }))).toBe('FILE_NOT_FOUND')
  })

  it('refuses before anything is touched when the image is not there', async () => {
    const { api } = start({ transport })
    const { engineObjectId } = await api.sandboxes.create({ name: 'dev' })
    expect(await codeOf(api.sandboxes.update({ sandbox: 'dev', changes: { image: 'nobody/nothing:1' } }))).toBe('IMAGE_NOT_FOUND')
    expect(await api.sandboxes.get({ sandbox: 'dev' })).toMatchObject({ engineObjectId, spec: { image: 'alpine:3.20' } })
  })

  it('makes the old one again when the new one cannot be made', async () => {
    const { api, backends } = start({ transport })
    await api.sandboxes.create({ name: 'dev', workingDirectory: '/data' })
    await api.files.writeText({ sandbox: 'dev', path: '/data/a.txt', text: 'kept' })
    backends.docker?.daemon.faults.failures.set('create', new AppError('ENGINE_FAILED', { backend: 'docker', detail: 'no' }))
    expect(await codeOf(api.sandboxes.update({ sandbox: 'dev', changes: { memoryMb: 900 } }))).toBe('ENGINE_FAILED')
    expect(await api.sandboxes.get({ sandbox: 'dev' })).toMatchObject({ status: 'stopped', spec: { memoryMb: 512 } })
    expect((await api.files.readText({ sandbox: 'dev', path: '/data/a.txt' })).text).toBe('kept')
  })

  it('brings set-aside files back by creating again what was killed half-way', async () => {
    const killed = start({ transport })
    await killed.api.sandboxes.create({ name: 'dev', workingDirectory: '/data' })
    await killed.api.files.writeText({ sandbox: 'dev', path: '/data/a.txt', text: 'kept' })
    killed.backends.docker?.daemon.faults.hanging.add('create')
    void killed.app.sandboxes.update({ sandbox: 'dev', changes: { memoryMb: 900 } }).catch(() => undefined)
    await expect.poll(() => killed.backends.docker?.daemon.containers.size).toBe(0)
    killed.backends.docker?.daemon.faults.hanging.clear()
    const next = start({ transport, sharing: killed })
    expect((await next.api.sandboxes.list({})).sandboxes).toMatchObject([{ status: 'missing' }])
    expect(await next.api.sandboxes.recreate({ sandbox: 'dev' })).toMatchObject({ status: 'stopped', spec: { memoryMb: 900 } })
    expect((await next.api.files.readText({ sandbox: 'dev', path: '/data/a.txt' })).text).toBe('kept')
  })

  it('duplicates with changes, with the files only where asked', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'dev', workingDirectory: '/data', memoryMb: 300 })
    await api.files.writeText({ sandbox: 'dev', path: '/data/a.txt', text: 'mine' })
    expect(await api.sandboxes.duplicate({ sandbox: 'dev', name: 'plain', changes: { vcpus: 2 } })).toMatchObject({ status: 'stopped', spec: { vcpus: 2, memoryMb: 300 } })
    expect(await codeOf(api.files.readText({ sandbox: 'plain', path: '/data/a.txt' }))).toBe('FILE_NOT_FOUND')
    await api.sandboxes.duplicate({ sandbox: 'dev', name: 'elsewhere', changes: {}, backend: 'podman', withFiles: true })
    expect((await api.files.readText({ sandbox: 'elsewhere', path: '/data/a.txt' })).text).toBe('mine')
    expect(await codeOf(api.sandboxes.duplicate({ sandbox: 'dev', name: 'plain', changes: {} }))).toBe('SANDBOX_EXISTS')
  })

  it('keeps pins and groups, all or none', async () => {
    const { api } = start({ transport })
    for (const name of ['a', 'b']) await api.sandboxes.create({ name, labels: { project: 'shop' } })
    expect(await api.sandboxes.get({ sandbox: 'a' })).toMatchObject({ isPinned: false, group: 'shop' })
    await api.sandboxes.organise({ sandboxes: ['a', 'b'], isPinned: true, group: 'mine' })
    expect(await api.sandboxes.get({ sandbox: 'b' })).toMatchObject({ isPinned: true, group: 'mine' })
    await api.sandboxes.organise({ sandboxes: ['b'], isPinned: false, group: null })
    expect(await api.sandboxes.get({ sandbox: 'b' })).toMatchObject({ isPinned: false, group: 'shop' })
    expect(await codeOf(api.sandboxes.organise({ sandboxes: ['a', 'nobody'], isPinned: false }))).toBe('SANDBOX_NOT_FOUND')
    expect((await api.sandboxes.get({ sandbox: 'a' })).isPinned).toBe(true)
  })

  it('shows the raw record without values', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'dev', environment: { TOKEN: 'secret-value' } })
    const { record, engine } = await api.sandboxes.raw({ sandbox: 'dev' })
    expect(JSON.parse(record)).toMatchObject({ name: 'dev', spec: { environment: { TOKEN: expect.not.stringContaining('secret') } } })
    expect(engine).toContain('"state": "created"')
    expect(`${record}${engine ?? ''}`).not.toContain('secret-value')
  })
})
