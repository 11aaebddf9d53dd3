import { describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import type { Progress } from '#contract/progress'
import { sandboxSpecSchema } from '#contract/spec'
import type { CreateRequest, Engine, EngineEvent, EngineObject } from '#core/ports'
import { plainHardening } from '../conformance/lab'
import { createFakeBackend, FakeDaemon, type FakeBackend } from './index'
import { createManualClock } from './manual-clock'

const request = (name: string): CreateRequest => ({
  sandboxId: name, name, homeId: 'home', createdAt: '2026-01-01T00:00:00.000Z', hardening: plainHardening,
  spec: sandboxSpecSchema.parse({
    image: 'alpine:3.20', vcpus: 1, memoryMb: 128, profile: 'moderate', network: false, mounts: [], environment: {}, ports: [],
    workingDirectory: null, user: null, labels: {}, command: null, useEntrypoint: false, copiedFrom: null
  })
})
const task = { signal: new AbortController().signal, progress: () => undefined }
const codeOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'fine', (error: unknown) => (AppError.is(error) ? error.code : String(error)))

async function setUp(): Promise<{ backend: FakeBackend; daemon: FakeDaemon; engine: Engine; clock: ReturnType<typeof createManualClock>; sandbox: EngineObject }> {
  const clock = createManualClock()
  const backend = createFakeBackend({ kind: 'firecracker', clock })
  const engine = await backend.open(task)
  const sandbox = await engine.start(await engine.create(request('box'), task), task)
  return { backend, daemon: backend.daemon, engine, clock, sandbox }
}

describe('faults of the engine in memory', () => {
  it('hangs until the caller gives up, and answers again', async () => {
    const { backend, daemon, engine } = await setUp()
    daemon.faults.hanging.add('*')
    const controller = new AbortController()
    const waiting = Promise.all([codeOf(engine.list({ ...task, signal: controller.signal })), backend.detect({ ...task, signal: controller.signal })])
    controller.abort(new AppError('DEADLINE_EXCEEDED', { what: 'list', afterMs: 1 }))
    expect(await waiting).toMatchObject(['DEADLINE_EXCEEDED', { state: 'broken' }])
    daemon.faults.hanging.clear()
    expect(await engine.list(task)).toHaveLength(1)
  })

  it('is slow by the clock it was given', async () => {
    const { daemon, engine, clock } = await setUp()
    daemon.faults.delayMs = 10_000
    let isAnswered = false
    const listing = engine.list(task).then(() => (isAnswered = true))
    await clock.advance(9_999)
    expect(isAnswered).toBe(false)
    await clock.advance(1)
    expect(await listing).toBe(true)
  })

  it('goes away with its sessions and comes back with its sandboxes', async () => {
    const { backend, daemon, engine, sandbox } = await setUp()
    const stop = new AbortController()
    const events: EngineEvent['type'][] = []
    const watching = (async () => {
      for await (const { type } of engine.watch({ ...task, signal: stop.signal })) events.push(type)
    })()
    const session = await engine.exec(sandbox, { argv: ['sleep', '60'], environment: {}, workingDirectory: null, user: null, hasInput: false, terminal: null }, task)
    daemon.setReachable(false)
    expect(await codeOf(engine.list(task))).toBe('BACKEND_UNREACHABLE')
    expect(await codeOf(session.exited)).toBe('BACKEND_UNREACHABLE')
    expect((await backend.detect(task)).state).toBe('broken')
    daemon.setReachable(true)
    expect((await engine.inspect(sandbox, task))?.state).toBe('running')
    daemon.restart()
    await expect.poll(async () => (await engine.inspect(sandbox, task))?.state).toBe('stopped')
    stop.abort()
    await watching
    expect(events).toEqual(['lost', 'resynced', 'lost', 'resynced', 'changed'])
  })

  it('loses a sandbox, and ends one for want of memory', async () => {
    const { daemon, engine, sandbox } = await setUp()
    daemon.runOutOfMemory(sandbox.objectId)
    await expect.poll(async () => engine.inspect(sandbox, task)).toMatchObject({ state: 'stopped', exitCode: 137, wasOutOfMemory: true })
    daemon.lose(sandbox.objectId)
    expect(await engine.inspect(sandbox, task)).toBeNull()
  })

  it('fails the one request it is told to fail', async () => {
    const { daemon, engine } = await setUp()
    daemon.faults.failures.set('create', new AppError('DISK_FULL', { where: 'here' }))
    expect(await codeOf(engine.create(request('other'), task))).toBe('DISK_FULL')
    expect(await codeOf(engine.create(request('other'), task))).toBe('fine')
  })

  it('says which promise it does not keep', async () => {
    const { daemon, engine, sandbox } = await setUp()
    daemon.faults.weaker.add('memory')
    const weaker = (await engine.verify(sandbox, request('box'), task)).filter(({ verdict }) => verdict === 'weaker')
    expect(weaker.map(({ key }) => key)).toEqual(['memory'])
  })

  it('pulls layer by layer, and fails as registries do', async () => {
    const clock = createManualClock()
    const daemon = new FakeDaemon({ clock, registry: { 'good:1': { outcome: 'pulled', layers: 3, layerMs: 100 }, 'cut:1': { outcome: 'cut' }, 'denied:1': { outcome: 'denied' }, 'large:1': { outcome: 'disk-full' } } })
    const images = (await createFakeBackend({ kind: 'docker', clock, daemon }).open(task)).images
    const reports: Progress[] = []
    const pulling = images?.ensure('good:1', { ...task, progress: (report) => reports.push(report) })
    await clock.advance(300)
    expect(await pulling).toMatchObject({ references: ['good:1'] })
    expect(reports.map(({ done, total }) => [done, total])).toEqual([[1e6, 3e6], [2e6, 3e6], [3e6, 3e6]])
    const codes = await Promise.all(['cut:1', 'denied:1', 'large:1', 'nowhere:1'].map((image) => codeOf(images?.ensure(image, task) ?? Promise.resolve())))
    expect(codes).toEqual(['IMAGE_PULL_FAILED', 'IMAGE_ACCESS_DENIED', 'DISK_FULL', 'IMAGE_NOT_FOUND'])
    expect((await images?.list(task))?.map(({ references }) => references[0])).not.toContain('cut:1')
  })

  it('lists a thousand sandboxes at once', async () => {
    const { engine } = await setUp()
    for (let number = 0; number < 1_000; number++) await engine.create(request(`n${number}`), task)
    const before = performance.now()
    expect(await engine.list(task)).toHaveLength(1_001)
    expect(performance.now() - before).toBeLessThan(100)
  })
})
