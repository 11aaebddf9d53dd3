import { describe, expect, it } from 'vitest'
import { FakeDaemon } from '#backends/fake/index'
import { wallClock, type TestApp } from '../testing/create-test-app'
import { codeOf, useTestApps } from '../testing/test-apps'

const start = useTestApps()

describe.each(['direct', 'rpc'] as const)('the life of a sandbox, %s', (transport) => {
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

  it('offers what ran to be started again after the engine restarted', async () => {
    const { api, backends } = start({ transport })
    for (const name of ['a', 'b', 'c']) await api.sandboxes.create({ name })
    for (const name of ['a', 'b']) await api.sandboxes.start({ sandbox: name })
    backends.docker?.daemon.restart()
    await expect.poll(async () => (await api.sandboxes.list({})).sandboxes.map(({ wasRunning }) => wasRunning)).toEqual([true, true, false])
    expect(await api.sandboxes.resume({})).toEqual({ started: ['a', 'b'], failed: [] })
    expect((await api.sandboxes.list({})).sandboxes.map(({ status }) => status)).toEqual(['running', 'running', 'stopped'])
  })

  it('says why a program that failed is down', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'job', command: ['sh', '-c', 'exit 4'] })
    await api.sandboxes.start({ sandbox: 'job' }).catch(() => {})
    await expect.poll(async () => (await api.sandboxes.list({})).sandboxes[0]?.status).toBe('failed')
  })

  it('renames, and refuses a taken name', async () => {
    const { api } = start({ transport })
    await api.sandboxes.create({ name: 'a' })
    await api.sandboxes.create({ name: 'b' })
    expect(await api.sandboxes.rename({ sandbox: 'a', name: 'c' })).toMatchObject({ name: 'c' })
    expect(await codeOf(api.sandboxes.rename({ sandbox: 'b', name: 'c' }))).toBe('SANDBOX_EXISTS')
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
