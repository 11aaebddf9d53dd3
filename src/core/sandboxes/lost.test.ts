import { describe, expect, it } from 'vitest'
import type { FakeDaemon } from '#backends/fake/index'
import { AppError } from '#contract/errors'
import { createLostMetadata } from '../records'
import type { TestApp } from '../testing/create-test-app'
import { codeOf, useTestApps } from '../testing/test-apps'

const start = useTestApps()

describe.each(['direct', 'rpc'] as const)('what is away or lost, %s', (transport) => {
  it('lists a sandbox whose backend is down with its last known state, the reason and its age', async () => {
    const { api, backends } = start({ transport })
    await api.sandboxes.create({ name: 'a', backend: 'docker' })
    await api.sandboxes.create({ name: 'b', backend: 'podman' })
    await api.sandboxes.start({ sandbox: 'a' })
    backends.docker?.daemon.setReachable(false)
    const { sandboxes, unreachable } = await api.sandboxes.list({})
    expect(sandboxes).toMatchObject([{ name: 'a', status: 'unknown', isStale: true, lastKnownStatus: 'running', reason: { key: expect.any(String) } }, { name: 'b', status: 'stopped', isStale: false }])
    expect(unreachable.map(({ backend }) => backend)).toEqual(['docker'])
  })

  it('asks about each sandbox by itself where one of them fails the list of all, and names it', async () => {
    const { api, backends } = start({ transport })
    await api.sandboxes.create({ name: 'a', backend: 'docker' })
    await api.sandboxes.create({ name: 'b', backend: 'podman' })
    const { engineObjectId } = await api.sandboxes.create({ name: 'c', backend: 'podman' })
    await api.sandboxes.start({ sandbox: 'c' })
    backends.podman?.daemon.faults.failures.set('list', new AppError('ENGINE_FAILED', { backend: 'podman', detail: `joining network namespace of ${engineObjectId}` }))
    const { sandboxes, unreachable } = await api.sandboxes.list({})
    expect(sandboxes.map(({ name, status }) => [name, status])).toEqual([['a', 'stopped'], ['b', 'stopped'], ['c', 'running']])
    expect(unreachable).toMatchObject([{ backend: 'podman', error: { code: 'ENGINE_FAILED', remedies: [{ command: 'agentkernel restart c' }] } }])
  })

  it('shows a lost container as missing and offers to create it again or forget it', async () => {
    const { api, backends } = start({ transport })
    const { engineObjectId } = await api.sandboxes.create({ name: 'dev' })
    backends.docker?.daemon.lose(engineObjectId ?? '')
    expect((await api.sandboxes.list({})).sandboxes).toMatchObject([{ status: 'missing' }])
    expect(await codeOf(api.sandboxes.start({ sandbox: 'dev' }))).toBe('SANDBOX_MISSING')
    expect(await api.sandboxes.recreate({ sandbox: 'dev' })).toMatchObject({ name: 'dev', status: 'stopped', wasThere: false })
    expect(await api.sandboxes.recreate({ sandbox: 'dev' })).toMatchObject({ status: 'stopped', wasThere: true })
    const again = await api.sandboxes.start({ sandbox: 'dev' })
    expect(again).toMatchObject({ status: 'running' })
    backends.docker?.daemon.lose(again.engineObjectId ?? '')
    await api.sandboxes.forget({ sandbox: 'dev' })
    expect((await api.sandboxes.list({})).sandboxes).toEqual([])
  })

  it('tells a lost container by its name, whatever is asked of it', async () => {
    const { api, app, backends } = start({ transport })
    const { engineObjectId } = await api.sandboxes.create({ name: 'dev' })
    backends.docker?.daemon.lose(engineObjectId ?? '')
    const readLogs = async (): Promise<void> => {
      for await (const line of api.sandboxes.logs({ sandbox: 'dev' })) throw new Error(line.text)
    }
    const asked = [
      api.sandboxes.start({ sandbox: 'dev' }),
      api.sandboxes.stop({ sandbox: 'dev' }),
      readLogs(),
      app.openExec({ sandbox: 'dev', argv: ['true'] }),
      app.copyOut({ sandbox: 'dev', sandboxPath: '/etc/hosts', hostPath: '/home/ada/hosts' }),
      app.copyIn({ sandbox: 'dev', sandboxPath: '/tmp/', hostPath: '/home/ada/none' })
    ]
    const told = await Promise.all(asked.map((work) => Promise.resolve(work).then(() => null, AppError.from)))
    expect(told.map((error) => error && [error.code, error.params['name'] ?? error.params['path']])).toEqual([...Array.from({ length: 5 }, () => ['SANDBOX_MISSING', 'dev']), ['FILE_NOT_FOUND', '/home/ada/none']])
  })

  it('tells another engine at the same place from a lost container', async () => {
    const first = start({ transport })
    const { engineObjectId } = await first.api.sandboxes.create({ name: 'dev' })
    const daemon = first.backends.docker?.daemon
    daemon?.lose(engineObjectId ?? '')
    if (daemon) daemon.engineId = 'ANOTHER'
    const other = start({ transport, sharing: first })
    expect((await other.api.sandboxes.list({})).sandboxes).toMatchObject([{ status: 'unknown', reason: { key: 'core.another_engine' } }])
    expect(await codeOf(other.api.sandboxes.start({ sandbox: 'dev' }))).toBe('ENGINE_CHANGED')
  })

  it('knows the engine by what it made, where that tells, and does not ask', async () => {
    const { api, backends, file } = start({ transport })
    const daemon = backends.docker?.daemon as FakeDaemon
    daemon.tellsWhenCreating = true
    const { id } = await api.sandboxes.create({ name: 'dev' })
    expect(file.document.sandboxes[id]?.engineId).toBe(daemon.engineId)
    expect(daemon.requests).not.toContain('identify')
  })

  it('tells another engine also where the id of the first was never learnt', async () => {
    const { api, backends, file } = start({ transport })
    const { id, engineObjectId } = await api.sandboxes.create({ name: 'dev' })
    backends.docker?.daemon.lose(engineObjectId ?? '')
    const record = file.document.sandboxes[id]
    if (record) file.document.sandboxes[id] = { ...record, engineId: '', endpoint: 'unix:///elsewhere.sock' }
    expect((await api.sandboxes.list({})).sandboxes).toMatchObject([{ status: 'unknown', reason: { key: 'core.another_engine' } }])
  })

  it('brings sandboxes back from the labels when the file is lost', async () => {
    const first = start({ transport })
    await first.api.sandboxes.create({ name: 'dev', memoryMb: 300, environment: { TOKEN: 'secret' } })
    first.file.document = createLostMetadata()
    const second = start({ transport, sharing: first })
    await second.app.prepare()
    const { sandboxes, notices } = await second.api.sandboxes.list({})
    expect(sandboxes).toMatchObject([{ name: 'dev', status: 'stopped', spec: { memoryMb: 300 } }])
    expect(notices).toContainEqual({ key: 'core.restored_from_labels', params: { count: 1 } })
  })

  it.each([
    ['another create', async ({ api }: TestApp) => await api.sandboxes.create({ name: 'other', backend: 'podman' })],
    ['a changed setting', async ({ api }: TestApp) => await api.settings.set({ theme: 'dark' })],
    ['a start of one of them', async ({ api }: TestApp) => await api.sandboxes.start({ sandbox: 'dev' })]
  ])('brings them back also when %s comes first, in another process', async (_, act) => {
    const first = start({ transport })
    await first.api.sandboxes.create({ name: 'dev', backend: 'docker' })
    first.file.document = createLostMetadata()
    await act(start({ transport, sharing: first }))
    const { sandboxes } = await start({ transport, sharing: first }).api.sandboxes.list({})
    expect(sandboxes.map(({ name }) => name)).toContain('dev')
    expect(first.file.document.unrestored).toEqual(['firecracker', 'apple'])
  })

  it('does not give a lost sandbox\'s name away', async () => {
    const first = start({ transport })
    await first.api.sandboxes.create({ name: 'dev' })
    first.file.document = createLostMetadata()
    expect(await codeOf(start({ transport, sharing: first }).api.sandboxes.create({ name: 'dev' }))).toBe('SANDBOX_EXISTS')
  })

  it('brings back what a backend that was down keeps, once it answers', async () => {
    const first = start({ transport })
    await first.api.sandboxes.create({ name: 'dev', backend: 'docker' })
    first.file.document = createLostMetadata()
    first.backends.docker?.daemon.setReachable(false)
    const second = start({ transport, sharing: first })
    await second.api.sandboxes.create({ name: 'other', backend: 'podman' })
    first.backends.docker?.daemon.setReachable(true)
    expect((await second.api.sandboxes.list({})).sandboxes.map(({ name }) => name)).toEqual(['dev', 'other'])
  })

  it('shows a killed recreate alike in the list and alone, and lets it be finished', async () => {
    const killed = start({ transport })
    const { id, engineObjectId } = await killed.api.sandboxes.create({ name: 'dev' })
    killed.backends.docker?.daemon.lose(engineObjectId ?? '')
    killed.backends.docker?.daemon.faults.hanging.add('create')
    void killed.app.sandboxes.recreate({ sandbox: 'dev' }).catch(() => {})
    await expect.poll(() => killed.file.document.sandboxes[id]?.creating).toBeDefined()
    killed.backends.docker?.daemon.faults.hanging.clear()
    const next = start({ transport, sharing: killed })
    const interrupted = { status: 'failed', reason: { key: 'core.creation_interrupted' } }
    expect((await next.api.sandboxes.list({})).sandboxes).toMatchObject([interrupted])
    expect(await next.api.sandboxes.get({ sandbox: 'dev' })).toMatchObject(interrupted)
    expect(await next.api.sandboxes.recreate({ sandbox: 'dev' })).toMatchObject({ status: 'stopped' })
    expect(await next.api.sandboxes.start({ sandbox: 'dev' })).toMatchObject({ status: 'running' })
  })

  it('finds what a recreate made that was killed before it could say so, in the list and alone', async () => {
    const killed = start({ transport })
    const { id } = await killed.api.sandboxes.create({ name: 'dev' })
    const record = killed.file.document.sandboxes[id]
    if (record) killed.file.document.sandboxes[id] = { ...record, objectId: null, creating: { processId: 1, processStart: 'then' } }
    const next = start({ transport, sharing: killed })
    expect(await next.api.sandboxes.get({ sandbox: 'dev' })).toMatchObject({ status: 'stopped' })
    expect((await next.api.sandboxes.list({})).sandboxes).toMatchObject([{ status: 'stopped' }])
  })

  it('stays missing when it cannot be made again', async () => {
    const { api, backends, file } = start({ transport })
    const { id, engineObjectId } = await api.sandboxes.create({ name: 'dev' })
    backends.docker?.daemon.lose(engineObjectId ?? '')
    backends.docker?.daemon.faults.failures.set('create', new AppError('DISK_FULL', { where: 'engine' }))
    expect(await codeOf(api.sandboxes.recreate({ sandbox: 'dev' }))).toBe('DISK_FULL')
    expect(file.document.sandboxes[id]?.creating).toBeUndefined()
    expect(await api.sandboxes.get({ sandbox: 'dev' })).toMatchObject({ status: 'missing' })
  })

  it('guards its mounts again when it is made again', async () => {
    const { api, backends, hostFolders } = start({ transport })
    hostFolders.set('/srv/data', 'directory')
    backends.docker?.daemon.setHostFolder('/srv/data')
    const { engineObjectId } = await api.sandboxes.create({ name: 'dev', mounts: [{ source: '/srv/data', target: '/data' }] })
    backends.docker?.daemon.lose(engineObjectId ?? '')
    hostFolders.set('/srv/data', 'other')
    expect(await codeOf(api.sandboxes.recreate({ sandbox: 'dev' }))).toBe('MOUNT_REFUSED')
    hostFolders.delete('/srv/data')
    expect(await codeOf(api.sandboxes.recreate({ sandbox: 'dev' }))).toBe('MOUNT_SOURCE_MISSING')
    expect(await api.sandboxes.get({ sandbox: 'dev' })).toMatchObject({ status: 'missing' })
  })

  it.each(['forget', 'remove'] as const)('has the engine sweep what a lost sandbox left: %s', async (verb) => {
    const { api, backends } = start({ transport })
    const { id, engineObjectId } = await api.sandboxes.create({ name: 'dev' })
    const other = await api.sandboxes.create({ name: 'other' })
    const daemon = backends.docker?.daemon
    daemon?.lose(engineObjectId ?? '')
    expect([...(daemon?.leftovers ?? [])]).toEqual([id])
    await api.sandboxes[verb]({ sandbox: 'dev' })
    await expect.poll(() => [...(daemon?.leftovers ?? [])]).toEqual([])
    expect(await api.sandboxes.get({ sandbox: other.id })).toMatchObject({ status: 'stopped' })
  })

  it('does not forget what is there', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'dev' })
    expect(await codeOf(api.sandboxes.forget({ sandbox: 'dev' }))).toBe('SANDBOX_PRESENT')
  })
})
