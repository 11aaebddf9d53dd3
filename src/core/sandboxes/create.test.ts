import { describe, expect, it } from 'vitest'
import { codeOf, useTestApps } from '../testing/test-apps'

const start = useTestApps()

describe.each(['direct', 'rpc'] as const)('making a sandbox, %s', (transport) => {
  it('tells in what choices loosen the profile, before and after', async () => {
    const { api, file } = start({ transport })
    const choices = { profile: 'restrictive', network: true, memoryMb: 1024 } as const
    const loosened = [{ key: 'core.loosened.network' }, { key: 'core.loosened.memory', params: { memoryMb: 1024, usualMb: 256 } }]
    expect(await api.sandboxes.preview(choices)).toMatchObject({ loosened })
    expect(file.document.sandboxes).toEqual({})
    expect(await api.sandboxes.create({ name: 'dev', ...choices })).toMatchObject({ loosened })
    expect((await api.sandboxes.list({})).sandboxes).toMatchObject([{ loosened }])
    expect(await api.sandboxes.preview({})).toEqual({ loosened: [] })
  })

  it('makes nothing where an engine cannot keep it to the hosts it may reach', async () => {
    const { api, backends, file } = start({ transport })
    await expect(api.sandboxes.create({ name: 'dev', allowedHosts: ['example.org:443'] })).rejects.toMatchObject({
      code: 'NOT_SUPPORTED', params: { backend: 'docker' }, because: { key: 'reasons.allowed_hosts_not_held' }, remedies: [{ text: { key: 'remedies.allowed_hosts_backend' } }]
    })
    expect([file.document.sandboxes, backends.docker?.daemon.containers.size]).toEqual([{}, 0])
    await api.sandboxes.create({ name: 'dev' })
    expect(await codeOf(api.sandboxes.update({ sandbox: 'dev', changes: { allowedHosts: ['example.org'] } }))).toBe('NOT_SUPPORTED')
    expect(await codeOf(api.sandboxes.duplicate({ sandbox: 'dev', name: 'dev-2', changes: { allowedHosts: ['example.org'] } }))).toBe('NOT_SUPPORTED')
    expect((await api.sandboxes.list({})).sandboxes.map(({ name, spec }) => [name, spec.allowedHosts])).toEqual([['dev', undefined]])
  })

  it('refuses a bad name with the reason', async () => {
    const { api } = start({ transport })
    await expect(api.sandboxes.create({ name: '-dev' })).rejects.toMatchObject({ code: 'INVALID_INPUT', params: { field: 'name' }, because: { key: 'problems.names.bad_start' } })
  })

  it('leaves nothing when the image does not exist', async () => {
    const { api, file, backends } = start({ transport })
    expect(await codeOf(api.sandboxes.create({ name: 'dev', image: 'nobody/nothing:1' }))).toBe('IMAGE_NOT_FOUND')
    expect(file.document.sandboxes).toEqual({})
    expect(backends.docker?.daemon.containers.size).toBe(0)
  })

  it('leaves nothing when a mount source is missing', async () => {
    const { api, file } = start({ transport })
    expect(await codeOf(api.sandboxes.create({ name: 'dev', mounts: [{ source: '/gone', target: '/x' }] }))).toBe('MOUNT_SOURCE_MISSING')
    expect(file.document.sandboxes).toEqual({})
  })

  it('says that something begins only after what it knows at once has been refused', async () => {
    const { api } = start({ transport })
    const begun: string[] = []
    const onProgress = ({ text }: { text: { key: string } }): void => void begun.push(text.key)
    await api.sandboxes.create({ name: 'dev' }, { onProgress })
    await api.sandboxes.start({ sandbox: 'dev' })
    expect(begun).toEqual(['progress.creating'])
    expect(await codeOf(api.sandboxes.create({ name: 'dev' }, { onProgress }))).toBe('SANDBOX_EXISTS')
    expect(await codeOf(api.sandboxes.stop({ sandbox: 'nobody' }, { onProgress }))).toBe('SANDBOX_NOT_FOUND')
    expect(await codeOf(api.sandboxes.remove({ sandbox: 'dev' }, { onProgress }))).toBe('SANDBOX_RUNNING')
    expect(begun).toHaveLength(1)
    await api.sandboxes.stop({ sandbox: 'dev' }, { onProgress })
    await api.sandboxes.remove({ sandbox: 'dev' }, { onProgress })
    expect(begun).toEqual(['progress.creating', 'progress.stopping', 'progress.removing'])
  })

  it('gives one of two creates of one name to one of them', async () => {
    const { api } = start({ transport })
    const codes = await Promise.all([codeOf(api.sandboxes.create({ name: 'dev' })), codeOf(api.sandboxes.create({ name: 'dev' }))])
    expect(codes.sort()).toEqual(['SANDBOX_EXISTS', 'no error'])
  })

  it('shows an interrupted creation as such, and lets it be removed', async () => {
    const killed = start({ transport })
    killed.backends.docker?.daemon.faults.hanging.add('create')
    void killed.app.sandboxes.create({ name: 'dev' }).catch(() => {})
    await expect.poll(() => Object.keys(killed.file.document.sandboxes)).toHaveLength(1)
    killed.backends.docker?.daemon.faults.hanging.clear()
    const next = start({ transport, sharing: killed })
    expect((await next.api.sandboxes.list({})).sandboxes).toMatchObject([{ name: 'dev', status: 'failed', reason: { key: 'core.creation_interrupted' } }])
    await next.api.sandboxes.remove({ sandbox: 'dev' })
    expect((await next.api.sandboxes.list({})).sandboxes).toEqual([])
  })

  it('keeps a name that was given while it was being created', async () => {
    const { api, app, backends, file } = start({ transport })
    const faults = backends.docker?.daemon.faults
    if (faults) faults.delayMs = 30
    const creating = app.sandboxes.create({ name: 'old' })
    await expect.poll(() => Object.keys(file.document.sandboxes)).toHaveLength(1)
    expect(await codeOf(api.sandboxes.start({ sandbox: 'old' }))).toBe('SANDBOX_BUSY')
    expect(await codeOf(api.sandboxes.forget({ sandbox: 'old' }))).toBe('SANDBOX_BUSY')
    await api.sandboxes.rename({ sandbox: 'old', name: 'new' })
    expect(await creating).toMatchObject({ name: 'new', status: 'stopped' })
  })
})
