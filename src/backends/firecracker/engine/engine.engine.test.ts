import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import type { CreateRequest, Engine, EngineObject } from '#core/ports'
import { sandboxSpecSchema, type SandboxSpec } from '#contract/spec'
import type { Finding } from '#contract/sandbox'
import { FirecrackerApi } from '../api/firecracker-api'
import { toRateLimiter } from '../vmm/rates'
import { eventually, newTask, plainHardening } from '../../conformance/lab'
import { runCommand } from '../../conformance/run-command'
import { SandboxFiles, type SandboxState } from '../state/sandbox-files'
import { isAlive } from '../state/process-identity'
import { createEngineLab, type EngineLab } from '../testing/engine-lab'
import { findObstacle } from '../testing/microvm-lab'

const obstacle = findObstacle()
const port = { hostPort: null, sandboxPort: 8080, protocol: 'tcp' } as const

/** The double's machine is several processes, where Firecracker is one. */
async function stopTree(processId: number): Promise<void> {
  process.kill(processId, 'SIGSTOP')
  const children = await readFile(`/proc/${processId}/task/${processId}/children`, 'utf8')
  for (const child of children.trim().split(' ').filter(Boolean)) await stopTree(Number(child))
}

/** In a home whose path is longer than a socket's may be. */
describe('the Firecracker engine', () => {
  beforeEach(({ skip }) => skip(obstacle !== null, obstacle ?? ''))
  let lab: EngineLab
  let engine: Engine
  let count = 0

  beforeAll(async () => {
    if (obstacle !== null) return
    lab = await createEngineLab({ depth: 120 })
    engine = lab.open()
  })
  afterAll(async () => await lab?.dispose())

  function toRequest(spec: Partial<SandboxSpec>): CreateRequest {
    const sandboxId = `sb-${++count}`
    const whole = sandboxSpecSchema.parse({ image: 'alpine:3.20', vcpus: 1, memoryMb: 128, profile: 'moderate', network: false, mounts: [], environment: {}, ports: [], workingDirectory: null, user: null, labels: {}, command: null, useEntrypoint: false, copiedFrom: null, ...spec })
    return { sandboxId, name: `box-${count}`, homeId: 'home', createdAt: new Date().toISOString(), spec: whole, hardening: plainHardening }
  }
  const create = async (spec: Partial<SandboxSpec> = {}): Promise<EngineObject> => await engine.create(toRequest(spec), newTask())
  const start = async (spec: Partial<SandboxSpec> = {}): Promise<EngineObject> => await engine.start(await create(spec), newTask())
  const filesOf = ({ objectId }: EngineObject): SandboxFiles => new SandboxFiles(lab.folderOf(objectId))
  const stateOf = async (object: EngineObject): Promise<SandboxState> => await filesOf(object).state()
  const say = async (object: EngineObject, text: string): Promise<string> => (await runCommand(lab.open(), object, ['echo', text])).stdout
  const down = async (object: EngineObject): Promise<EngineObject | null> => await eventually(async () => await engine.inspect(object, newTask()), (seen) => seen?.state === 'stopped')

  it('keeps all that it writes to its owner', async () => {
    const object = await start()
    const folder = lab.folderOf(object.objectId)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    const open = await Promise.all((await readdir(folder)).map(async (name) => ({ name, mode: (await stat(join(folder, name))).mode })))
    expect(open.filter(({ mode }) => (mode & 0o077) !== 0)).toEqual([])
    await engine.remove(object, { force: true }, newTask())
  })

  it('serves another process after its starter ended, which holds ports and log no longer', async () => {
    const object = await start({ ports: [port], command: ['sh', '-c', 'echo begun; while true; do echo served | nc -l -p 8080; done'] })
    const keeper = await filesOf(object).keeper()
    process.kill(keeper?.identity.processId ?? 0, 'SIGKILL')
    await eventually(async () => await isAlive(keeper?.identity ?? null), (alive) => !alive)
    const other = lab.open()
    expect((await other.inspect(object, newTask()))?.state).toBe('running')
    await other.recover(object, newTask())
    const again = await filesOf(object).keeper()
    expect([await isAlive(again?.identity ?? null), again?.ports]).toEqual([true, object.ports])
    const readLog = async (): Promise<string> => {
      let log = ''
      for await (const { text } of other.logs?.read(object, { follow: false }, newTask()) ?? []) log += text
      return log
    }
    await eventually(readLog, (log) => log.startsWith('begun\n'))
    await other.stop(object, { graceMs: 500 }, newTask())
    expect(await readLog()).toMatch(/^begun\n/)
    await other.remove(object, { force: true }, newTask())
  })

  it('goes on without a port that somebody else took while nobody held it, and takes it again when it comes free', async () => {
    const object = await start({ ports: [port] })
    const [{ hostPort = 0 } = {}] = object.ports
    const keeper = await filesOf(object).keeper()
    process.kill(keeper?.identity.processId ?? 0, 'SIGKILL')
    await eventually(async () => await isAlive(keeper?.identity ?? null), (alive) => !alive)
    const other = createServer()
    await eventually(async () => await listens(other, hostPort), (does) => does)
    await engine.recover(object, newTask())
    expect(await engine.inspect(object, newTask())).toMatchObject({ state: 'running', ports: [] })
    other.close()
    expect((await eventually(async () => await engine.inspect(object, newTask()), (seen) => seen?.ports.length === 1, 30_000))?.ports).toEqual(object.ports)
    await engine.remove(object, { force: true }, newTask())
  }, 60_000)

  it('limits what it may move, as the person chose before its start, and sees when that does not hold', async () => {
    const request = toRequest({})
    const object = await engine.create(request, newTask())
    const limited = lab.open({ rates: () => Promise.resolve({ diskMbPerSecond: 250, networkMbPerSecond: 50 }) })
    const rateOf = async (by: Engine): Promise<Finding | undefined> => (await by.verify(object, request, newTask())).find(({ key }) => key === 'diskRate')
    await limited.start(object, newTask())
    expect(await rateOf(engine)).toEqual({ key: 'diskRate', requested: '250 MB/s', actual: '250 MB/s', verdict: 'enforced' })
    const api = new FirecrackerApi({ folder: lab.folderOf(object.objectId), socketName: 'api.sock' })
    await api.patch('/drives/scratch', { drive_id: 'scratch', rate_limiter: toRateLimiter('disk', 0) }, newTask())
    expect(await rateOf(engine)).toMatchObject({ actual: 'no limit', verdict: 'weaker' })
    await engine.stop(object, { graceMs: 500 }, newTask())
    await engine.start(object, newTask())
    expect(await rateOf(engine)).toBeUndefined()
    await engine.remove(object, { force: true }, newTask())
  })

  it('notices that the monitor was killed, keeps the disk, and starts again in spite of what was left', async () => {
    const object = await start()
    await runCommand(engine, object, ['sh', '-c', 'echo kept > /root/kept; sync'])
    const { monitor } = await stateOf(object)
    process.kill(monitor?.processId ?? 0, 'SIGKILL')
    expect(await down(object)).toMatchObject({ state: 'stopped', detail: 'the microVM ended unexpectedly' })
    await Promise.all(['api.sock', 'v.sock', 'v.sock_1025'].map(async (name) => await leaveSocket(lab.folderOf(object.objectId), name)))
    await engine.start(object, newTask())
    expect((await runCommand(engine, object, ['cat', '/root/kept'])).stdout).toBe('kept\n')
    await engine.remove(object, { force: true }, newTask())
    expect(await isAlive(monitor)).toBe(false)
  })

  it('ends a monitor that does not answer any more, unless a person stopped it, says why, and keeps the disk', async () => {
    const impatient = lab.open({ keeper: { ...lab.options.keeper, environment: { AGENTKERNEL_TEST_PATIENCE: JSON.stringify({ everyMs: 200, answerMs: 300, silentMs: 1_500 }) } } })
    const [object, stopped] = await Promise.all([create(), create()])
    for (const each of [object, stopped]) await impatient.start(each, newTask())
    await runCommand(engine, object, ['sh', '-c', 'echo kept > /root/kept; sync'])
    await stopTree((await stateOf(stopped)).monitor?.processId ?? 0)
    const mute = await answerNothing(lab.folderOf(object.objectId), 'api.sock')
    expect(await down(object)).toMatchObject({ state: 'stopped', detail: 'the microVM had not answered for 2 seconds and was ended; its disk is kept' })
    mute.close()
    expect((await engine.inspect(stopped, newTask()))?.state).toBe('running')
    await engine.start(object, newTask())
    expect((await runCommand(engine, object, ['cat', '/root/kept'])).stdout).toBe('kept\n')
    for (const each of [object, stopped]) await engine.remove(each, { force: true }, newTask())
  }, 60_000)

  it('starts one sandbox once, however many ask', async () => {
    const object = await create()
    const started = await Promise.all([engine, lab.open(), lab.open()].map(async (each) => await each.start(object, newTask())))
    expect(new Set(started.map(({ startedAt }) => startedAt)).size).toBe(1)
    expect(await say(object, 'once')).toBe('once\n')
    await engine.remove(object, { force: true }, newTask())
  })

  it('gives two sandboxes of one image nothing in common to write to', async () => {
    const [one, two] = await Promise.all([start(), start()])
    await Promise.all([one, two].map(async (object) => await runCommand(engine, object, ['sh', '-c', `echo ${object.name} > /etc/mine`])))
    expect(await Promise.all([one, two].map(async (object) => (await runCommand(engine, object, ['cat', '/etc/mine'])).stdout.trim()))).toEqual([one.name, two.name])
    await Promise.all([one, two].map(async (object) => await engine.remove(object, { force: true }, newTask())))
  })

  it('stops a guest whose agent does not answer by Ctrl-Alt-Del or by killing it, and keeps its disk', async () => {
    const object = await start()
    await runCommand(engine, object, ['sh', '-c', 'echo kept > /root/kept; sync'])
    // Whoever connects to the agent finds nobody now.
    await leaveSocket(lab.folderOf(object.objectId), 'v.sock')
    await engine.stop(object, { graceMs: 100 }, newTask())
    expect((await engine.inspect(object, newTask()))?.state).toBe('stopped')
    await engine.start(object, newTask())
    expect((await runCommand(engine, object, ['cat', '/root/kept'])).stdout).toBe('kept\n')
    await engine.remove(object, { force: true }, newTask())
  })

  it('says that a machine which stands still does not answer, kills it in the end, and keeps its disk', async () => {
    const object = await start()
    await runCommand(engine, object, ['sh', '-c', 'echo kept > /root/kept; sync'])
    const { monitor } = await stateOf(object)
    await stopTree(monitor?.processId ?? 0)
    expect((await engine.inspect(object, newTask()))?.state).toBe('running')
    expect(await say(object, 'nobody').catch((error: unknown) => error)).toMatchObject({ code: 'BACKEND_UNREACHABLE', params: { detail: expect.stringContaining('did not answer within 3000 ms') } })
    await engine.stop(object, { graceMs: 100 }, newTask())
    expect(await isAlive(monitor)).toBe(false)
    expect((await engine.inspect(object, newTask()))?.state).toBe('stopped')
    await engine.start(object, newTask())
    expect((await runCommand(engine, object, ['cat', '/root/kept'])).stdout).toBe('kept\n')
    await engine.remove(object, { force: true }, newTask())
  }, 60_000)

  it('says what the console says when a guest does not come up, and leaves it stopped', async () => {
    const object = await create()
    const image = await engine.images?.ensure('alpine:3.20', newTask())
    const agent = join(lab.folderOf(object.objectId), 'no-agent')
    await writeFile(agent, 'no program')
    const broken = lab.open({ artifacts: { ...lab.options.artifacts, agent }, bootTimeoutMs: 20_000 })
    const failure = await broken.start(object, newTask()).catch((error: unknown) => error)
    expect(AppError.is(failure, 'SANDBOX_START_FAILED') && String(failure.params['reason'])).toMatch(/init|panic/i)
    expect(await engine.inspect(object, newTask())).toMatchObject({ state: 'created' })
    expect((await engine.images?.list(newTask()))?.map(({ id }) => id)).toContain(image?.id)
    await engine.remove(object, { force: false }, newTask())
  })

  it('says why a scratch disk that is broken cannot be used', async () => {
    const object = await create()
    await truncate(join(lab.folderOf(object.objectId), 'scratch.ext4'), 4_096)
    expect(await engine.start(object, newTask()).catch((error: unknown) => error)).toMatchObject({ code: expect.stringMatching(/ENGINE_FAILED|SANDBOX_START_FAILED/) })
    expect((await engine.inspect(object, newTask()))?.state).toBe('created')
    await engine.remove(object, { force: false }, newTask())
  })

  it('makes a sandbox of a few blocks and leaves nothing of one that is removed', async () => {
    const object = await create()
    const disk = await stat(join(lab.folderOf(object.objectId), 'scratch.ext4'))
    expect([disk.size, disk.blocks * 512 < 1_048_576]).toEqual([10 * 2 ** 30, true])
    await engine.remove(object, { force: false }, newTask())
    const root = join(lab.folderOf(''), '..')
    expect([existsSync(lab.folderOf(object.objectId)), (await readdir(join(root, 'changes'))).includes(object.objectId)]).toEqual([false, false])
  })

  it('makes a disk that is clean', async ({ skip }) => {
    const object = await create()
    const checked = spawn('e2fsck', ['-fn', join(lab.folderOf(object.objectId), 'scratch.ext4')], { env: { PATH: '/usr/sbin:/sbin' }, stdio: 'ignore' })
    const [code] = (await Promise.race([once(checked, 'exit'), once(checked, 'error')])) as [unknown]
    skip(typeof code !== 'number', 'no e2fsck here')
    expect(code).toBe(0)
    await engine.remove(object, { force: false }, newTask())
  })

  it('shows nothing of the environment in any command line', async () => {
    const object = await start({ environment: { TOKEN: 'secret-value-1234' } })
    const [{ monitor }, keeper] = await Promise.all([stateOf(object), filesOf(object).keeper()])
    for (const identity of [monitor, keeper?.identity]) {
      const text = await readFile(`/proc/${identity?.processId}/cmdline`, 'latin1') + await readFile(`/proc/${identity?.processId}/environ`, 'latin1')
      expect(text).not.toContain('secret-value')
    }
    expect((await runCommand(engine, object, ['sh', '-c', 'echo $TOKEN'])).stdout).toBe('secret-value-1234\n')
    await engine.remove(object, { force: true }, newTask())
  })
})

/** What a killed process leaves: a socket nobody listens at. */
async function leaveSocket(folder: string, name: string): Promise<void> {
  const program = `process.chdir(${JSON.stringify(folder)}); require('node:fs').rmSync(${JSON.stringify(name)}, { force: true }); require('node:net').createServer().listen(${JSON.stringify(name)}, () => process.kill(process.pid, 'SIGKILL'))`
  await once(spawn(process.execPath, ['-e', program], { stdio: 'ignore' }), 'exit')
}

/** As a monitor does whose loop turns no more: connections are taken by the system, and nobody reads. The path is longer than a socket's may be. */
async function answerNothing(folder: string, name: string): Promise<{ close(): void }> {
  const program = `process.chdir(${JSON.stringify(folder)}); require('node:fs').rmSync(${JSON.stringify(name)}); require('node:net').createServer().listen(${JSON.stringify(name)}, () => console.log('listens'))`
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  return { close: () => child.kill() }
}

/** A killed process may hold its port a moment longer than its main thread lives. */
async function listens(server: Server, port: number): Promise<boolean> {
  server.listen(port, '127.0.0.1')
  return await once(server, 'listening').then(() => true, () => false)
}
