import { existsSync } from 'node:fs'
import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sandboxSpecSchema, type SandboxSpec } from '#contract/spec'
import type { Finding } from '#contract/sandbox'
import type { CreateRequest, Engine, EngineObject } from '#core/ports'
import { newTask, plainHardening } from '../../conformance/lab'
import { runCommand } from '../../conformance/run-command'
import { examineNetwork } from '../network/programs'
import { createEngineLab, type EngineLab } from '../testing/engine-lab'
import { findObstacle } from '../testing/microvm-lab'

const obstacle = findObstacle()

/** On the double a guest that goes on is one that boots: what is asked of Firecracker is tried, not what is in its memory. */
describe('a warm start', () => {
  beforeEach(({ skip }) => skip(obstacle !== null, obstacle ?? ''))
  let lab: EngineLab
  let engine: Engine
  let count = 0
  const requests = new Map<string, CreateRequest>()

  beforeAll(async () => {
    if (obstacle !== null) return
    lab = await createEngineLab()
    // The kernel of these tests has no such driver.
    engine = lab.open({ warmStart: { isWanted: () => Promise.resolve(true), fitsKernel: () => Promise.resolve(true) } })
  })
  afterAll(async () => await lab?.dispose())

  const templates = (): string => join(lab.folderOf(''), '..', 'templates')
  const templateNames = async (): Promise<string[]> => (await readdir(templates())).filter((name) => /^[0-9a-f]{16}-/.test(name))

  async function create({ network = false, ...spec }: Partial<SandboxSpec> = {}): Promise<EngineObject> {
    const sandboxId = `sb-${++count}`
    const whole = sandboxSpecSchema.parse({ image: 'alpine:3.20', vcpus: 1, memoryMb: 128, profile: 'moderate', network, mounts: [], environment: {}, ports: [], workingDirectory: null, user: null, labels: {}, command: null, useEntrypoint: false, copiedFrom: null, ...spec })
    const request = { sandboxId, name: `box-${count}`, homeId: 'home', createdAt: new Date().toISOString(), spec: whole, hardening: { ...plainHardening, network } }
    requests.set(sandboxId, request)
    return await engine.create(request, newTask())
  }

  async function findingOf(object: EngineObject, by = engine): Promise<Finding | undefined> {
    const request = requests.get(object.sandboxId)
    return request && (await by.verify(object, request, newTask())).find(({ key }) => key === 'warmStart')
  }

  it('saves a guest of its size once, and gives every sandbox of it disks, name and time of its own', async () => {
    const [one, two] = [await create(), await create()]
    for (const object of [one, two]) await engine.start(object, newTask())
    expect([await templateNames(), await findingOf(one)]).toMatchObject([[expect.any(String)], { actual: 'on' }])
    expect((await readdir(templates())).filter((name) => name.startsWith('work-'))).toEqual([])
    for (const object of [one, two]) {
      expect(await findingOf(object)).toMatchObject({ verdict: 'enforced', actual: 'on' })
      expect((await runCommand(engine, object, ['sh', '-c', `echo ${object.name} > /etc/mine; hostname; cat /etc/mine`])).stdout).toBe(`${object.name}\n${object.name}\n`)
    }
    await engine.stop(one, { graceMs: 500 }, newTask())
    await engine.start(one, newTask())
    expect([await findingOf(one), (await runCommand(engine, one, ['cat', '/etc/mine'])).stdout]).toMatchObject([{ actual: 'on' }, `${one.name}\n`])
    for (const object of [one, two]) await engine.remove(object, { force: true }, newTask())
  }, 240_000)

  it('gives its network to a guest that was saved with one', async ({ skip }) => {
    const { machine, processes } = lab.options
    const examined = await examineNetwork({ machine, processes }, newTask().signal)
    skip('reason' in examined, 'no network without root here')
    const object = await create({ network: true })
    await engine.start(object, newTask())
    expect(await findingOf(object)).toMatchObject({ verdict: 'enforced' })
    expect((await runCommand(engine, object, ['ip', '-4', 'addr', 'show', 'dev', 'eth0'])).stdout).toContain('172.20.0.2')
    await engine.remove(object, { force: true }, newTask())
  }, 240_000)

  it('is a boot, and says why, where the kernel does not hear of it', async () => {
    const strict = lab.open({ warmStart: { isWanted: () => Promise.resolve(true) } })
    const object = await create()
    await strict.start(object, newTask())
    expect(await findingOf(object, strict)).toMatchObject({ verdict: 'weaker', why: { key: 'reasons.warm_kernel' } })
    await strict.remove(object, { force: true }, newTask())
  }, 120_000)

  it('is a boot, and says why, when what was saved does not serve; and that is not tried again at each start', async () => {
    const object = await create()
    await engine.start(object, newTask())
    await engine.stop(object, { graceMs: 500 }, newTask())
    const name = (await templateNames()).find((one) => one.endsWith('-128')) ?? 'none'
    await writeFile(join(templates(), name, 'state'), 'no state')
    for (let round = 0; round < 2; round += 1) {
      await engine.start(object, newTask())
      expect(await findingOf(object)).toMatchObject({ verdict: 'weaker', why: { key: 'reasons.warm_failed', params: { detail: expect.stringContaining('snapshot') } } })
      expect(existsSync(join(templates(), name))).toBe(false)
      await engine.stop(object, { graceMs: 500 }, newTask())
    }
    await engine.remove(object, { force: true }, newTask())
  }, 240_000)

  it('leaves nothing when nobody wants it any more', async () => {
    expect((await stat(templates())).mode & 0o777).toBe(0o700)
    await lab.open().sweep?.('home', () => Promise.resolve(true), newTask())
    expect(existsSync(templates())).toBe(false)
  })
})
