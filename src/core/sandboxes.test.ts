import { afterEach, describe, expect, it } from 'vitest'
import { FakeDaemon } from '#backends/fake/index'
import { AppError, type ErrorCode } from '#contract/errors'
import type { SandboxEvent } from '#contract/sandbox'
import { createLostMetadata } from './records'
import { createHastyClock, createTestApp, wallClock, type TestApp, type TestAppOptions } from './testing/create-test-app'

const open: TestApp[] = []

function start(options: TestAppOptions = {}): TestApp {
  const app = createTestApp(options)
  open.push(app)
  return app
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()))
})

async function codeOf(work: Promise<unknown>): Promise<ErrorCode | 'no error'> {
  return await work.then(
    () => 'no error' as const,
    (error: { code: ErrorCode }) => error.code
  )
}

describe.each(['direct', 'rpc'] as const)('sandboxes, %s', (transport) => {
  it('creates stopped, starts, stops, keeps its files and removes', async () => {
    const { api, app } = start({ transport })
    expect(await api.sandboxes.create({ name: 'dev' })).toMatchObject({ name: 'dev', status: 'stopped', backend: 'docker', spec: { image: 'alpine:3.20', vcpus: 1, memoryMb: 512, profile: 'moderate' } })
    expect(await api.sandboxes.start({ sandbox: 'dev' })).toMatchObject({ status: 'running' })
    const session = await app.openExec({ sandbox: 'dev', argv: ['sh', '-c', 'exit 3'] })
    for await (const _output of session.output) void _output
    expect(await session.exited).toEqual({ exitCode: 3 })
    expect(await api.sandboxes.stop({ sandbox: 'dev' })).toMatchObject({ status: 'stopped', wasRunning: false })
    expect(await api.sandboxes.start({ sandbox: 'dev' })).toMatchObject({ status: 'running' })
    expect(await codeOf(api.sandboxes.remove({ sandbox: 'dev' }))).toBe('SANDBOX_RUNNING')
    await api.sandboxes.remove({ sandbox: 'dev', force: true })
    expect((await api.sandboxes.list({})).sandboxes).toEqual([])
  })

  it('has nothing to warn of when many things are done at once', async () => {
    const { api } = start({ transport })
    const warnings: Error[] = []
    const keep = (warning: Error): unknown => warnings.push(warning)
    process.on('warning', keep)
    await Promise.all(Array.from({ length: 24 }, (_, index) => api.sandboxes.create({ name: `many-${index}` })))
    process.off('warning', keep)
    expect(warnings).toEqual([])
  })

  it('treats starting and stopping twice as done', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'dev' })
    await api.sandboxes.start({ sandbox: 'dev' })
    expect(await api.sandboxes.start({ sandbox: 'dev' })).toMatchObject({ status: 'running' })
    await api.sandboxes.stop({ sandbox: 'dev' })
    expect(await api.sandboxes.stop({ sandbox: 'dev' })).toMatchObject({ status: 'stopped' })
  })

  it.each(['get', 'start', 'stop', 'restart', 'remove', 'forget', 'recreate'] as const)('says that a name nobody has is not found: %s', async (verb) => {
    const { api } = start({ transport })
    expect(await codeOf(api.sandboxes[verb]({ sandbox: 'nobody' }))).toBe('SANDBOX_NOT_FOUND')
  })

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

  it('ends in one result when several hands do the same', async () => {
    const first = start({ transport })
    const second = start({ transport, sharing: first })
    await first.api.sandboxes.create({ name: 'dev' })
    const starts = await Promise.all([first, second, first].map(({ api }) => api.sandboxes.start({ sandbox: 'dev' })))
    expect(starts.map(({ status }) => status)).toEqual(['running', 'running', 'running'])
    const removals = await Promise.all([first, second].map(({ api }) => codeOf(api.sandboxes.remove({ sandbox: 'dev', force: true }))))
    expect(removals).toContain('no error')
    expect(Object.keys(first.file.document.sandboxes)).toEqual([])
  })

  it('keeps the backend of a sandbox whatever is preferred later', async () => {
    const { api, backends } = start({ transport })
    await api.sandboxes.create({ name: 'a', backend: 'podman' })
    backends.docker?.setDetection({ state: 'stopped', reason: { key: 'reasons.x' } })
    expect(await api.sandboxes.start({ sandbox: 'a' })).toMatchObject({ backend: 'podman', status: 'running' })
  })

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

  it('shows a lost container as missing and offers to create it again or forget it', async () => {
    const { api, backends } = start({ transport })
    const { engineObjectId } = await api.sandboxes.create({ name: 'dev' })
    backends.docker?.daemon.lose(engineObjectId ?? '')
    expect((await api.sandboxes.list({})).sandboxes).toMatchObject([{ status: 'missing' }])
    expect(await codeOf(api.sandboxes.start({ sandbox: 'dev' }))).toBe('SANDBOX_MISSING')
    expect(await api.sandboxes.recreate({ sandbox: 'dev' })).toMatchObject({ name: 'dev', status: 'stopped' })
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
    const { api, backends } = start({ transport })
    const { engineObjectId } = await api.sandboxes.create({ name: 'dev' })
    const daemon = backends.docker?.daemon
    daemon?.lose(engineObjectId ?? '')
    if (daemon) daemon.engineId = 'ANOTHER'
    const other = start({ transport, sharing: open[0] as TestApp })
    expect((await other.api.sandboxes.list({})).sandboxes).toMatchObject([{ status: 'unknown', reason: { key: 'core.another_engine' } }])
    expect(await codeOf(other.api.sandboxes.start({ sandbox: 'dev' }))).toBe('ENGINE_CHANGED')
  })

  it('tells another engine also where the id of the first was never learnt', async () => {
    const { api, backends, file } = start({ transport })
    const { id, engineObjectId } = await api.sandboxes.create({ name: 'dev' })
    backends.docker?.daemon.lose(engineObjectId ?? '')
    const record = file.document.sandboxes[id]
    if (record) file.document.sandboxes[id] = { ...record, engineId: '', endpoint: 'unix:///elsewhere.sock' }
    expect((await api.sandboxes.list({})).sandboxes).toMatchObject([{ status: 'unknown', reason: { key: 'core.another_engine' } }])
  })

  it('offers what ran to be started again after the engine restarted', async () => {
    const { api, backends } = start({ transport })
    for (const name of ['a', 'b', 'c']) await api.sandboxes.create({ name })
    for (const name of ['a', 'b']) await api.sandboxes.start({ sandbox: name })
    backends.docker?.daemon.restart()
    await expect.poll(async () => (await api.sandboxes.list({})).sandboxes.map(({ wasRunning }) => wasRunning)).toEqual([true, true, false])
    expect(await api.sandboxes.resume({})).toEqual({ started: ['a', 'b'], failed: [] })
    expect((await api.sandboxes.list({})).sandboxes.map(({ status }) => status)).toEqual(['running', 'running', 'stopped'])
  })

  it('brings sandboxes back from the labels when the file is lost', async () => {
    const first = start({ transport })
    await first.api.sandboxes.create({ name: 'dev', memoryMb: 300, environment: { TOKEN: 'secret' } })
    first.file.document = createLostMetadata()
    const second = start({ transport, sharing: first })
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

  it('says why a program that failed is down', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'job', command: ['sh', '-c', 'exit 4'] })
    await api.sandboxes.start({ sandbox: 'job' }).catch(() => {})
    await expect.poll(async () => (await api.sandboxes.list({})).sandboxes[0]?.status).toBe('failed')
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

  it('does not forget what is there', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'dev' })
    expect(await codeOf(api.sandboxes.forget({ sandbox: 'dev' }))).toBe('SANDBOX_PRESENT')
  })

  it('goes on feeding after a list that could not be read', async () => {
    const { api, file } = start({ transport, clock: createHastyClock(1000) })
    await api.sandboxes.create({ name: 'a' })
    const stop = new AbortController()
    let snapshots = 0
    const reading = (async () => {
      for await (const event of api.sandboxes.watch({}, { signal: stop.signal })) if (event.type === 'snapshot') snapshots += 1
    })().catch(() => {})
    await expect.poll(() => snapshots).toBeGreaterThan(0)
    file.readFailure = new Error('no disk')
    await new Promise((resolve) => setTimeout(resolve, 150))
    file.readFailure = undefined
    const before = snapshots
    await expect.poll(() => snapshots).toBeGreaterThan(before)
    stop.abort()
    await reading
  })

  it('lists not anew for a quiet reader, who hears of an engine that goes and comes back', async () => {
    const { api, backends } = start({ transport, clock: createHastyClock(1000) })
    await api.sandboxes.create({ name: 'a' })
    const stop = new AbortController()
    const counted = { quiet: 0, other: 0 }
    let statuses: string[] = []
    const reading = (['quiet', 'other'] as const).map(async (name) => {
      for await (const event of api.sandboxes.watch({ isQuiet: name === 'quiet' }, { signal: stop.signal })) {
        if (event.type === 'snapshot') counted[name] += 1
        if (event.type === 'snapshot' && name === 'quiet') statuses = event.list.sandboxes.map(({ status }) => status)
      }
    })
    await expect.poll(() => counted.other).toBeGreaterThan(5)
    // The first list, and one more when the engines are followed.
    expect(counted.quiet).toBeLessThanOrEqual(2)
    expect(statuses).toEqual(['stopped'])
    backends.docker?.daemon.setReachable(false)
    await expect.poll(() => statuses).toEqual(['unknown'])
    backends.docker?.daemon.setReachable(true)
    await expect.poll(() => statuses).toEqual(['stopped'])
    stop.abort()
    await Promise.allSettled(reading)
  })

  it('asks no engine anything for a quiet reader while none is ready, and tells it of one that somebody finds ready', async () => {
    const { api, backends } = start({ transport, clock: createHastyClock(1000), kinds: ['docker'] })
    await api.sandboxes.create({ name: 'a' })
    const docker = backends.docker
    if (!docker) throw new Error('there is a docker')
    docker.setDetection({ state: 'stopped' })
    let asked = 0
    const detect = docker.detect.bind(docker)
    docker.detect = async (task) => {
      asked += 1
      return await detect(task)
    }
    const stop = new AbortController()
    let statuses: string[] = []
    const reading = (async () => {
      for await (const event of api.sandboxes.watch({ isQuiet: true }, { signal: stop.signal })) if (event.type === 'snapshot') statuses = event.list.sandboxes.map(({ status }) => status)
    })()
    await expect.poll(() => statuses).toEqual(['unknown'])
    const before = asked
    // Ten minutes on this clock.
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(asked).toBe(before)
    docker.setDetection({ state: 'ready' })
    await api.backends.list({ refresh: true })
    await expect.poll(() => statuses).toEqual(['stopped'])
    stop.abort()
    await Promise.allSettled([reading])
  })

  it('renames, and refuses a taken name', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'a' })
    await api.sandboxes.create({ name: 'b' })
    expect(await api.sandboxes.rename({ sandbox: 'a', name: 'c' })).toMatchObject({ name: 'c' })
    expect(await codeOf(api.sandboxes.rename({ sandbox: 'b', name: 'c' }))).toBe('SANDBOX_EXISTS')
  })

  it('feeds the list: a snapshot, then what this and another process change', async () => {
    const window = start({ transport })
    const command = start({ sharing: window })
    await command.api.sandboxes.create({ name: 'a' })
    const seen: SandboxEvent[] = []
    const stop = new AbortController()
    const reading = (async () => {
      for await (const event of window.api.sandboxes.watch({}, { signal: stop.signal })) seen.push(event)
    })().catch(() => {})
    await expect.poll(() => seen[0]).toMatchObject({ type: 'snapshot', list: { sandboxes: [{ name: 'a' }] } })
    await command.api.sandboxes.start({ sandbox: 'a' })
    await expect.poll(() => seen.some((event) => event.type === 'upserted' && event.sandbox.status === 'running')).toBe(true)
    await window.api.sandboxes.create({ name: 'b' })
    await expect.poll(() => seen.some((event) => event.type === 'upserted' && event.sandbox.name === 'b' && event.sandbox.status === 'stopped')).toBe(true)
    // Of its own writes the window's file tells it nothing: what it made itself must be missed all the same.
    await command.api.sandboxes.remove({ sandbox: 'b' })
    await expect.poll(() => seen.at(-1)?.type).toBe('removed')
    stop.abort()
    await reading
  })

  it.each([
    ['its configuration file is written', async (_app: TestApp) => {}, true],
    ['a setting of this process names it', async ({ api }: TestApp) => void (await api.settings.set({ dockerEndpoint: 'unix:///other.sock' })), false],
    ['a setting of another process names it', async (app: TestApp) => void (await start({ sharing: app }).api.settings.set({ dockerEndpoint: 'unix:///other.sock' })), false]
  ])('shows another engine in an open list as soon as %s, and the first one again', async (_, tell, isWritten) => {
    const window = start({ transport })
    await window.api.sandboxes.create({ name: 'dev' })
    const docker = window.backends.docker
    const first = docker?.daemon as FakeDaemon
    let rows: string[] = []
    const stop = new AbortController()
    const reading = (async () => {
      for await (const event of window.api.sandboxes.watch({}, { signal: stop.signal })) if (event.type === 'snapshot') rows = event.list.sandboxes.map(({ status, reason }) => `${status} ${reason?.key ?? ''}`)
    })().catch(() => {})
    await expect.poll(() => rows).toEqual(['stopped '])
    docker?.switchTo(new FakeDaemon({ clock: wallClock, engineId: 'ANOTHER' }), isWritten)
    await tell(window)
    await expect.poll(() => rows).toEqual(['unknown core.another_engine'])
    docker?.switchTo(first)
    await expect.poll(() => rows).toEqual(['stopped '])
    // Its events are followed again.
    await start({ sharing: window }).api.sandboxes.start({ sandbox: 'dev' })
    await expect.poll(async () => (await window.api.sandboxes.list({})).sandboxes[0]?.status).toBe('running')
    stop.abort()
    await reading
  })

  it('measures from start to the first exec and keeps it', async () => {
    const { api, app } = start({ transport })
    await api.sandboxes.create({ name: 'dev' })
    await api.sandboxes.start({ sandbox: 'dev' })
    const session = await app.openExec({ sandbox: 'dev', argv: ['true'] })
    await session.exited
    await expect.poll(async () => (await api.sandboxes.list({})).sandboxes[0]?.bootMs).toBeGreaterThan(0)
  })

  it('shows a promise that the engine does not keep', async () => {
    const { api, backends } = start({ transport })
    backends.docker?.daemon.faults.weaker.add('memory')
    await api.sandboxes.create({ name: 'dev' })
    await api.sandboxes.start({ sandbox: 'dev' })
    expect((await api.sandboxes.get({ sandbox: 'dev' })).findings).toContainEqual(expect.objectContaining({ key: 'memory', verdict: 'weaker' }))
  })
})

describe('selection', () => {
  it('takes the first ready one in order of preference and says why', async () => {
    const { api, backends } = start({ kinds: ['firecracker', 'docker', 'podman'] })
    backends.firecracker?.setDetection({ state: 'unsupported', reason: { key: 'reasons.x' } })
    expect(await api.backends.selection({})).toMatchObject({ backend: 'docker', why: { key: 'core.selected_first_ready' } })
  })

  it('names an unknown backend, and what there is', async () => {
    await expect(start().api.backends.selection({ backend: 'dokcer' })).rejects.toMatchObject({ code: 'BACKEND_UNKNOWN', params: { known: 'firecracker, apple, docker, podman' } })
  })

  it('never switches silently from a stored default that is not ready', async () => {
    const { api, backends } = start()
    await api.settings.set({ defaultBackend: 'docker' })
    backends.docker?.setDetection({ state: 'stopped', reason: { key: 'reasons.x' } })
    expect(await codeOf(api.sandboxes.create({ name: 'dev' }))).toBe('BACKEND_NOT_READY')
  })

  it('does not let a hanging backend delay the others', async () => {
    const { api, backends } = start({ clock: createHastyClock(20) })
    await api.sandboxes.create({ name: 'b', backend: 'podman' })
    await api.sandboxes.create({ name: 'a', backend: 'docker' })
    backends.docker?.daemon.faults.hanging.add('*')
    const { sandboxes } = await api.sandboxes.list({})
    expect(sandboxes.map(({ status }) => status)).toEqual(['unknown', 'stopped'])
  })
})
