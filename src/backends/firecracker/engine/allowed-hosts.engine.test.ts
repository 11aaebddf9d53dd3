import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CreateRequest, Engine, EngineObject, RefusedAttempt } from '#core/ports'
import type { Finding } from '#contract/sandbox'
import { sandboxSpecSchema } from '#contract/spec'
import { createProcesses } from '#platform/processes'
import { newTask, plainHardening } from '../../conformance/lab'
import { runCommand } from '../../conformance/run-command'
import { realFiles, testMachine } from '../../testing/machine'
import { emptyEnvironment, examineNetwork } from '../network/programs'
import { SandboxFiles } from '../state/sandbox-files'
import { createEngineLab, type EngineLab } from '../testing/engine-lab'
import { findObstacle } from '../testing/microvm-lab'
import { addresses, startTestHost, type TestHost } from '../testing/test-host'

async function findReason(): Promise<string | null> {
  const machine = testMachine({ files: realFiles, environment: { PATH: '/usr/bin:/bin' } })
  const examined = await examineNetwork({ machine, processes: createProcesses() }, newTask().signal)
  return 'reason' in examined ? `no network without root here: ${examined.reason.key}` : findObstacle()
}

const obstacle = await findReason()

describe('a sandbox that may reach certain hosts', () => {
  beforeEach(({ skip }) => skip(obstacle !== null, obstacle ?? ''))
  let host: TestHost
  let lab: EngineLab
  let engine: Engine
  let names: Record<string, string[]>

  beforeAll(async () => {
    if (obstacle !== null) return
    ;[host, lab] = await Promise.all([startTestHost(), createEngineLab()])
    engine = lab.open({ processes: host.processes, resolveName: (name) => Promise.resolve(names[name] ?? []) })
  })
  beforeEach(() => {
    names = { 'registry.example': [addresses.public] }
  })
  afterAll(async () => {
    await lab?.dispose()
    host?.dispose()
  })

  let count = 0
  const toRequest = (allowedHosts: string[]): CreateRequest => {
    const sandboxId = `sb-${++count}`
    const spec = sandboxSpecSchema.parse({ image: 'alpine:3.20', vcpus: 1, memoryMb: 128, profile: 'moderate', network: true, allowedHosts, mounts: [], environment: {}, ports: [], workingDirectory: null, user: null, labels: {}, command: null, useEntrypoint: false, copiedFrom: null })
    return { sandboxId, name: `box-${count}`, homeId: 'home', createdAt: new Date().toISOString(), spec, hardening: { ...plainHardening, network: true } }
  }
  const reach = async (object: EngineObject, address: string, port: number): Promise<string> => (await runCommand(engine, object, ['sh', '-c', `nc -w 3 ${address} ${port} < /dev/null`])).stdout
  const look = async (object: EngineObject, request: CreateRequest): Promise<Finding | undefined> => (await engine.verify(object, request, newTask())).find(({ key }) => key === 'allowedHosts')
  const attempt = (what: Partial<RefusedAttempt>): RefusedAttempt => ({ names: [], count: expect.any(Number) as number, at: expect.any(Number) as number, ...what }) as RefusedAttempt

  const changeWhileItRuns = async (object: EngineObject, request: CreateRequest): Promise<void> => {
    const { network } = engine
    if (!network) throw new Error('no power over networks')
    const listed = request.spec.allowedHosts ?? []
    const lookFor = async (allowedHosts: string[]): Promise<Finding | undefined> => await look(object, { ...request, spec: { ...request.spec, allowedHosts } })
    await expect(network.allow(object, 'gone.example', newTask())).rejects.toMatchObject({ code: 'INVALID_INPUT', because: { key: 'problems.allow.no_address' } })
    names['moved.example'] = [addresses.public]
    await network.allow(object, 'moved.example:9090', newTask())
    expect(await reach(object, 'moved.example', 9090)).toBe('203.0.113.7:9090')
    expect([await network.reaches(object, addresses.public, 9090, newTask()), await network.reaches(object, addresses.private, 8080, newTask())]).toEqual([true, false])
    expect((await network.policy(object, newTask())).listed?.at(-1)).toEqual({ entry: 'moved.example:9090', addresses: [addresses.public] })
    expect(await lookFor([...listed, 'moved.example:9090'])).toMatchObject({ verdict: 'enforced' })
    expect(await lookFor([...listed])).toMatchObject({ actual: 'other rules', verdict: 'weaker' })
    expect((await runCommand(engine, object, ['tail', '-n', '2', '/etc/hosts'])).stdout).toBe('203.0.113.7 registry.example\n203.0.113.7 moved.example\n')
    await network.deny(object, 'moved.example:9090', newTask())
    expect([await reach(object, addresses.public, 9090), await reach(object, 'moved.example', 9090), await reach(object, 'registry.example', 8080)]).toEqual(['', '', '203.0.113.7:8080'])
    expect(await lookFor([...listed])).toMatchObject({ verdict: 'enforced' })
    expect((await engine.inspect(object, newTask()))?.spec?.allowedHosts).toEqual(listed)
  }

  it('reaches these and nothing else, and is shown to do so until somebody changes its rules', async () => {
    const request = toRequest(['registry.example:8080', '10.1.0.0/16:9090'])
    expect(await engine.validate(request, newTask())).toEqual([])
    const object = await engine.start(await engine.create(request, newTask()), newTask())
    expect(object.spec?.allowedHosts).toEqual(['registry.example:8080', '10.1.0.0/16:9090'])
    expect(await reach(object, addresses.public, 8080)).toBe('203.0.113.7:8080')
    expect(await reach(object, addresses.private, 9090)).toBe('10.1.2.3:9090')
    expect(await reach(object, 'registry.example', 8080)).toBe('203.0.113.7:8080')
    const { stdout } = await runCommand(engine, object, ['sh', '-c', 'cat /etc/resolv.conf; nslookup -timeout=2 example.org 10.0.2.3 > /dev/null 2>&1 && echo answered; nslookup registry.example; nslookup Evil.example'])
    expect(stdout).toMatch(/^nameserver 127\.0\.0\.53\n(?!answered)[^]*registry\.example\nAddress: 203\.0\.113\.7\n[^]*can't find Evil\.example: NXDOMAIN/)
    for (const [address, port] of [[addresses.public, 9090], [addresses.private, 8080], ['10.0.2.2', 8080]] as const) expect([address, port, await reach(object, address, port)]).toEqual([address, port, ''])
    expect(await look(object, request)).toEqual({ key: 'allowedHosts', requested: 'registry.example:8080, 10.1.0.0/16:9090', actual: 'registry.example:8080, 10.1.0.0/16:9090', verdict: 'enforced' })

    const told = (await engine.network?.refused(object, newTask())) ?? []
    expect(told.toSorted((one, other) => one.host.localeCompare(other.host))).toEqual([
      attempt({ host: '10.0.2.2', port: 8080, protocol: 'tcp', cause: 'host' }),
      attempt({ host: '10.0.2.3', port: 53, protocol: 'udp', cause: 'host' }),
      attempt({ host: addresses.private, port: 8080, protocol: 'tcp', cause: 'not_listed' }),
      attempt({ host: addresses.public, port: 9090, protocol: 'tcp', cause: 'not_listed', names: ['registry.example'] }),
      attempt({ host: 'evil.example', port: null, protocol: null, cause: 'not_listed' })
    ])

    await changeWhileItRuns(object, request)
    const { monitor } = await new SandboxFiles(lab.folderOf(object.objectId)).state()
    const args = ['--target', String(monitor?.processId), '--user', '--net', '--preserve-credentials', '--', '/usr/sbin/nft', 'insert rule inet sandbox forward accept']
    expect(await host.processes.run({ file: '/usr/bin/nsenter', args, environment: emptyEnvironment }, { timeoutMs: 5_000 })).toMatchObject({ exitCode: 0 })
    expect(await reach(object, addresses.public, 9090)).toBe('203.0.113.7:9090')
    expect(await look(object, request)).toMatchObject({ actual: 'other rules', verdict: 'weaker' })
    await engine.remove(object, { force: true }, newTask())
  })

  it('asks for the addresses of names again at each start, and does not start without them', async () => {
    const request = toRequest(['registry.example'])
    const object = await engine.start(await engine.create(request, newTask()), newTask())
    expect(await reach(object, addresses.private, 8080)).toBe('')
    await engine.stop(object, { graceMs: 500 }, newTask())
    names = {}
    await expect(engine.start(object, newTask())).rejects.toMatchObject({ code: 'SANDBOX_START_FAILED', params: { reason: expect.stringContaining('registry.example') } })
    expect((await engine.inspect(object, newTask()))?.state).toBe('stopped')
    names = { 'registry.example': [addresses.private] }
    await engine.start(object, newTask())
    expect([await reach(object, addresses.private, 8080), await reach(object, addresses.public, 8080)]).toEqual(['10.1.2.3:8080', ''])
    expect(await look(object, request)).toMatchObject({ verdict: 'enforced' })
    await engine.remove(object, { force: true }, newTask())
  })
})
