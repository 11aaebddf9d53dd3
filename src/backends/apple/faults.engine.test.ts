import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Progress } from '#contract/progress'
import type { Backend, Engine, EngineObject } from '#core/ports'
import { codeOf, newCancellableTask, newTask, pause } from '../conformance/lab'
import { openCommand, runCommand } from '../conformance/run-command'
import { createAppleBackend } from './apple-backend'
import { parseContainers } from './container-json'
import { actions } from './remedies'
import { findObstacle, openDoubleMac, type DoubleMac } from './testing/double-mac'
import { testRequest, type RequestWishes } from './testing/requests'

const obstacle = await findObstacle()
let mac: DoubleMac
let backend: Backend
let engine: Engine
let count = 0

beforeAll(async () => {
  if (obstacle !== null) return
  mac = await openDoubleMac('1.4.1')
  backend = mac.createBackend()
  engine = await backend.open(newTask())
})
beforeEach(({ skip }) => skip(obstacle !== null, obstacle ?? ''))
afterEach(async () => {
  if (obstacle !== null) return
  await mac.set({})
  await mac.container('system', 'start', '--enable-kernel-install')
})
afterAll(async () => {
  if (obstacle !== null) return
  await backend.close()
  await mac.dispose()
})

async function create(wishes: RequestWishes = {}): Promise<EngineObject> {
  return await engine.create({ ...testRequest(wishes), sandboxId: `sb-faults-${count++}` }, newTask())
}

async function start(wishes: RequestWishes = {}): Promise<EngineObject> {
  return await engine.start(await create(wishes), newTask())
}

async function thrown(work: Promise<unknown>): Promise<unknown> {
  return await work.then(() => null, (error: unknown) => error)
}

describe('after a crash of the service', () => {
  it('a machine that still runs is told as broken, is not removed by accident, and is repaired when the user says so', async () => {
    const sandbox = await start()
    await runCommand(engine, sandbox, ['sh', '-c', 'echo kept > /root/file'])
    await mac.container('__fake', 'daemon-crash')
    expect(await engine.inspect(sandbox, newTask())).toMatchObject({ state: 'broken', detail: expect.stringContaining('still runs') })
    expect((await engine.list(newTask())).find(({ objectId }) => objectId === sandbox.objectId)?.state).toBe('broken')
    expect(await thrown(engine.start(sandbox, newTask()))).toMatchObject({ code: 'SANDBOX_START_FAILED', remedies: [{ action: actions.repair }] })
    expect(await codeOf(engine.remove(sandbox, { force: false }, newTask()))).toBe('SANDBOX_RUNNING')
    expect(await backend.detect(newTask())).toMatchObject({ state: 'ready', warnings: [{ key: 'reasons.apple_orphans' }] })
    await backend.remedies?.[actions.repair]?.(newTask())
    expect((await engine.inspect(sandbox, newTask()))?.state).toBe('created')
    await engine.start(sandbox, newTask())
    expect((await runCommand(engine, sandbox, ['cat', '/root/file'])).stdout).toBe('kept\n')
    await engine.remove(sandbox, { force: true }, newTask())
  })

  it('stopping ends such a machine, which the program only claims', async () => {
    const sandbox = await start()
    await mac.container('__fake', 'daemon-crash')
    await engine.stop(sandbox, { graceMs: 1_000 }, newTask())
    expect((await mac.container('__fake', 'launchctl-list')).stdout).not.toContain(sandbox.objectId)
    await engine.remove(sandbox, { force: false }, newTask())
  })
})

describe('after a reboot', () => {
  it('says that the service is to be started, and has everything back then', async () => {
    const sandbox = await start()
    await runCommand(engine, sandbox, ['sh', '-c', 'echo kept > /root/file'])
    await mac.container('__fake', 'reboot')
    expect(await thrown(engine.list(newTask()))).toMatchObject({ code: 'BACKEND_UNREACHABLE', remedies: [{ action: actions.start }] })
    expect(await thrown(backend.open(newTask()))).toMatchObject({ code: 'BACKEND_NOT_READY', because: { key: 'reasons.apple_stopped' } })
    expect(await backend.detect(newTask())).toMatchObject({ state: 'stopped' })
    await backend.remedies?.[actions.start]?.(newTask())
    engine = await backend.open(newTask())
    expect((await engine.start(sandbox, newTask())).state).toBe('running')
    expect((await runCommand(engine, sandbox, ['cat', '/root/file'])).stdout).toBe('kept\n')
    await engine.remove(sandbox, { force: true }, newTask())
  })
})

describe('a service that misbehaves', () => {
  it('and never answers is not responding, not stopped', async () => {
    await mac.set({ service: 'hung' })
    expect(await backend.detect(newTask())).toMatchObject({ state: 'broken', reason: { key: 'reasons.apple_not_responding' } })
  })

  it.each([
    ['interrupted', { code: 'BACKEND_UNREACHABLE', because: { key: 'reasons.apple_helper_died' }, remedies: [] }],
    ['timeout', { code: 'BACKEND_UNREACHABLE', because: { key: 'reasons.apple_not_responding' } }],
    ['unauthorized', { code: 'PERMISSION_DENIED' }]
  ])('(%s) is told as what it is', async (kind, error) => {
    await mac.set({ faults: [{ cmd: 'list', kind }] })
    expect(await thrown(engine.list(newTask()))).toMatchObject(error)
    expect(await engine.list(newTask())).toEqual([])
  })

  it('is asked again before a deletion is given up', async () => {
    const sandbox = await start()
    await mac.set({ faults: [{ cmd: 'delete', kind: 'staleExecDelete', times: 3 }] })
    await engine.remove(sandbox, { force: true }, newTask())
    expect(await engine.inspect(sandbox, newTask())).toBeNull()
    expect((await mac.calls()).map(({ args }) => args[0])).toEqual(expect.arrayContaining(['stop', 'start', 'delete']))
  })

  it('is asked again when what it stops is busy', async () => {
    const sandbox = await start()
    await mac.set({ faults: [{ cmd: 'stop', kind: 'busy', times: 2 }] })
    await engine.stop(sandbox, { graceMs: 1_000 }, newTask())
    expect((await engine.inspect(sandbox, newTask()))?.state).toBe('stopped')
    await engine.remove(sandbox, { force: false }, newTask())
  })

  it('cannot boot: the sandbox says why and stays', async () => {
    const sandbox = await create()
    await mac.set({ faults: [{ cmd: 'start', kind: 'vz' }] })
    expect(await thrown(engine.start(sandbox, newTask()))).toMatchObject({ code: 'SANDBOX_START_FAILED', params: { reason: expect.stringContaining('VZErrorDomain') } })
    expect((await engine.inspect(sandbox, newTask()))?.state).toBe('created')
    await engine.remove(sandbox, { force: false }, newTask())
  })

  it('hangs in a create that is cancelled: nothing is left', async () => {
    await mac.set({ faults: [{ cmd: 'create', kind: 'hang' }] })
    const { task, cancel } = newCancellableTask()
    const creating = thrown(engine.create(testRequest({ hardening: { volumes: ['/workspace'] } }), task))
    await pause(1_500)
    expect(await Promise.all([creating, cancel()]).then(([error, reason]) => error === reason)).toBe(true)
    expect(await engine.list(newTask())).toEqual([])
    expect((await mac.container('volume', 'list', '--format', 'json')).stdout.trim()).toBe('[]')
  })

  it('lacks its kernel: creating says so with the way out', async () => {
    await mac.set({ kernel: 'missing' })
    expect(await thrown(create())).toMatchObject({ code: 'ENGINE_FAILED', remedies: [{ action: actions.installKernel }] })
    expect(await backend.detect(newTask())).toMatchObject({ state: 'broken', reason: { key: 'reasons.apple_no_kernel' } })
  })

  it('is older than its program until it is restarted', async () => {
    const other = await openDoubleMac('1.2.2')
    const old = other.createBackend()
    await other.container('system', 'start', '--enable-kernel-install')
    await other.container('__fake', 'upgrade', '1.4.1')
    expect(await old.detect(newTask())).toMatchObject({ state: 'ready', warnings: [{ key: 'reasons.apple_versions_differ' }] })
    await old.remedies?.[actions.restart]?.(newTask())
    expect((await old.detect(newTask())).warnings).toEqual([])
    await other.dispose()
  })

  it('of 0.12.3 is refused, no engine is opened, and what it lists is understood', async () => {
    const other = await openDoubleMac('0.12.3')
    expect(await other.createBackend().detect(newTask())).toMatchObject({ state: 'unsupported', reason: { key: 'reasons.apple_old', params: { version: '0.12.3' } } })
    expect(await codeOf(other.createBackend().open(newTask()))).toBe('BACKEND_NOT_READY')
    await other.container('create', '--name', 'of-old', 'alpine:3.20', 'sleep', '60')
    await other.container('start', 'of-old')
    const [listed] = parseContainers((await other.container('list', '--all', '--format', 'json')).stdout)
    expect([listed?.id, listed?.isRunning, Math.abs(Date.now() - Date.parse(listed?.startedAt ?? '')) < 60_000]).toEqual(['of-old', true, true])
    await other.container('delete', '--force', 'of-old')
    await other.dispose()
  })
})

describe('a command', () => {
  let sandbox: EngineObject
  beforeEach(async () => void (sandbox = await start()))
  afterEach(() => engine.remove(sandbox, { force: true }, newTask()))
  const runTrue = async (on: Engine): Promise<void> => void (await runCommand(on, sandbox, ['true']))
  const readLogs = async (on: Engine): Promise<void> => {
    for await (const _ of on.logs?.read(sandbox, { follow: false }, newTask()) ?? []) break
  }

  it.each([
    ['exec', runTrue],
    ['logs', readLogs]
  ] as const)('that the service never answers (%s) has a deadline', async (cmd, work) => {
    const { clock } = mac.dependencies
    const hasty = createAppleBackend({ ...mac.dependencies, clock: { ...clock, sleep: (ms, signal) => clock.sleep(ms / 40, signal) } })
    const on = await hasty.open(newTask())
    await mac.set({ faults: [{ cmd, kind: 'hang' }] })
    expect(await thrown(work(on))).toMatchObject({ code: 'BACKEND_UNREACHABLE', because: { key: 'reasons.apple_not_responding' } })
    await hasty.close()
  })

  it('that nobody wants any more before it was told to run does not go on inside', async () => {
    await mac.set({ latency: { reply: 800 } })
    const { task, cancel } = newCancellableTask()
    const opening = thrown(engine.exec(sandbox, { argv: ['sleep', '4399'], environment: {}, workingDirectory: null, user: null, hasInput: false, terminal: null }, task))
    await pause(400)
    const reason = cancel()
    expect(await opening).toBe(reason)
    await mac.set({})
    expect((await runCommand(engine, sandbox, ['ps'])).stdout).not.toContain('4399')
  })

  it('whose exit code is lost on the way is no success and no failure of its own', async () => {
    await mac.set({ faults: [{ cmd: 'exec', kind: 'cancellation' }] })
    expect(await thrown(runCommand(engine, sandbox, ['true']))).toMatchObject({ code: 'BACKEND_UNREACHABLE', because: { key: 'reasons.apple_exit_lost' } })
  })

  it('that finds a machine the service has lost is told with the repair', async () => {
    await mac.set({ faults: [{ cmd: 'start', kind: 'expectedCreated' }] })
    expect(await thrown(engine.start(sandbox, newTask()))).toMatchObject({ code: 'SANDBOX_START_FAILED', remedies: [{ action: actions.repair }] })
  })
})

describe('pulls', () => {
  const name = 'docker.io/library/pulled:1'

  it('tell their progress, and ask for our platform only', async () => {
    await mac.set({ registry: { [name]: { from: 'alpine:3.20', percents: [10, 60, 100] } } })
    const reports: Progress[] = []
    const image = await engine.images?.ensure('pulled:1', { ...newTask(), progress: (report) => reports.push(report) })
    expect(image?.references).toEqual(['pulled:1'])
    expect(reports.map(({ done }) => done)).toEqual(expect.arrayContaining([10, 60, 100, 160, 200]))
    expect((await mac.calls()).map(({ args }) => args.join(' '))).toContain('image pull --platform linux/arm64 --progress plain pulled:1')
    await engine.images?.remove('pulled:1', { force: false }, newTask())
  })

  it.each([
    ['404 Not Found', 'IMAGE_NOT_FOUND'],
    ['401 Unauthorized', 'IMAGE_ACCESS_DENIED'],
    ['429 Too Many Requests', 'IMAGE_PULL_FAILED']
  ])('that the registry answers with %s are %s', async (status, code) => {
    await mac.set({ registry: { [name]: { status } } })
    expect(await codeOf(engine.images?.ensure('pulled:1', newTask()) ?? Promise.resolve())).toBe(code)
  })

  it('that the keychain prevents say how to unlock it', async () => {
    await mac.set({ faults: [{ cmd: 'image pull', kind: 'keychain' }] })
    expect(await thrown(engine.images?.ensure('pulled:1', newTask()) ?? Promise.resolve())).toMatchObject({ code: 'IMAGE_PULL_FAILED', remedies: [{ command: 'security unlock-keychain' }] })
  })

  it('that say nothing for a minute are given up', async () => {
    await mac.set({ faults: [{ cmd: 'image pull', kind: 'hang' }] })
    let nowMs = 0
    const patient = createAppleBackend({ ...mac.dependencies, clock: { ...mac.dependencies.clock, monotonic: () => (nowMs += 40_000) } })
    const on = await patient.open(newTask())
    expect(await thrown(on.images?.ensure('pulled:1', newTask()) ?? Promise.resolve())).toMatchObject({ code: 'BACKEND_UNREACHABLE', because: { key: 'reasons.apple_not_responding' } })
    await patient.close()
  })

  it('stop when they are cancelled', async () => {
    await mac.set({ registry: { [name]: { from: 'alpine:3.20', stallMs: 60_000 } } })
    const { task, cancel } = newCancellableTask()
    const pulling = thrown(engine.images?.ensure('pulled:1', task) ?? Promise.resolve())
    await pause(800)
    const reason = cancel()
    expect(await pulling).toBe(reason)
  })
})

describe('the driver', () => {
  it('shows no secret in arguments, gives the program none of the host, and never copies by its own copy', async () => {
    await mac.set({})
    const sandbox = await start({ spec: { environment: { TOKEN: 'secret-of-the-sandbox' } } })
    const { stdout } = await runCommand(engine, sandbox, ['sh', '-c', 'echo $TOKEN $PATH $MORE'], { environment: { TOKEN: 'secret-of-the-command', PATH: '/bin', MORE: 'x' } })
    expect(stdout).toBe('secret-of-the-command /bin x\n')
    expect(await engine.files?.stat(sandbox, '/etc/passwd', newTask())).toMatchObject({ type: 'file' })
    const calls = await mac.calls()
    expect(JSON.stringify(calls.map(({ args }) => args))).not.toContain('secret-of')
    expect(calls.flatMap(({ environment }) => environment).filter((variable) => /CONTAINER_DEBUG|SECRET_OF_THE_HOST/.test(variable))).toEqual([])
    expect(calls.filter(({ args }) => /^(cp|copy|prune)$/.test(args[0] ?? ''))).toEqual([])
    await engine.remove(sandbox, { force: true }, newTask())
  })

  it('starts sandboxes one after the other', async () => {
    const sandboxes = await Promise.all([create(), create(), create()])
    await mac.set({ latency: { boot: 300 } })
    await Promise.all(sandboxes.map((sandbox) => engine.start(sandbox, newTask())))
    const starts = (await mac.calls()).filter(({ args }) => args[0] === 'start')
    expect(starts).toHaveLength(3)
    for (const [index, call] of starts.slice(1).entries()) expect(call.begun).toBeGreaterThanOrEqual(starts[index]?.ended ?? 0)
    await Promise.all(sandboxes.map((sandbox) => engine.remove(sandbox, { force: true }, newTask())))
  })

  it('tells as whom a command cannot run, as other engines do', async () => {
    const sandbox = await start()
    const { exitCode, detail } = await runCommand(engine, sandbox, ['id'], { user: 'nobody-of-that-name' })
    expect([exitCode, detail]).toEqual([126, expect.stringContaining('nobody-of-that-name')])
    await engine.remove(sandbox, { force: true }, newTask())
  })

  it('tells a busy sandbox from an idle one, by rates of its own', async () => {
    const rates = await Promise.all(['sleep 300', 'while :; do :; done'].map(async (script) => {
      const sandbox = await start({ spec: { command: ['sh', '-c', script] } })
      const percents: (number | null)[] = []
      for await (const { cpuPercent } of engine.usage?.watch(sandbox, { intervalMs: 0 }, newTask()) ?? []) if (percents.push(cpuPercent) === 2) break
      await engine.remove(sandbox, { force: true }, newTask())
      return percents
    }))
    expect(rates.map(([first]) => first)).toEqual([null, null])
    expect(rates[1]?.[1]).toBeGreaterThan(10 * (rates[0]?.[1] ?? Number.NaN))
  })

  it('keeps the exit code of a command whose output is read late', async () => {
    const sandbox = await start()
    const session = await openCommand(engine, sandbox, ['sh', '-c', 'head -c 1500000 /dev/zero; exit 3'])
    await pause(6_000)
    let bytes = 0
    for await (const { data } of session.output) bytes += data.length
    expect([bytes, (await session.exited).exitCode]).toEqual([1_500_000, 3])
    await engine.remove(sandbox, { force: true }, newTask())
  })

  it('opens private volumes to the user of the sandbox, and removes them with it', async () => {
    const sandbox = await start({ hardening: { user: '1000:1000', isRootReadOnly: true, volumes: ['/workspace'], capabilities: [] } })
    expect((await runCommand(engine, sandbox, ['sh', '-c', 'echo mine > /workspace/file && id -u'])).stdout).toBe('1000\n')
    await engine.remove(sandbox, { force: true }, newTask())
    expect((await mac.container('volume', 'list', '--format', 'json')).stdout.trim()).toBe('[]')
  })

  it('reads a log that is not UTF-8 from the disk', async () => {
    const sandbox = await start({ spec: { command: ['sh', '-c', String.raw`printf 'good\nb\377d\n'; sleep 300`] } })
    await pause(500)
    const lines: string[] = []
    for await (const { text } of engine.logs?.read(sandbox, { follow: false }, newTask()) ?? []) lines.push(text)
    expect(lines).toEqual(['good\n', 'b\uFFFDd\n'])
    await engine.remove(sandbox, { force: true }, newTask())
  })

  it('finds out by one start that an image has no shell, and leaves nothing of it', async () => {
    expect(await codeOf(create({ spec: { image: 'agentkernel-test/noshell:1' } }))).toBe('IMAGE_WITHOUT_SHELL')
    expect(await engine.list(newTask())).toEqual([])
  })
})
