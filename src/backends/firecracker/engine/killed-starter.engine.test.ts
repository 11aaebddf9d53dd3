import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { env, execPath } from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { sandboxSpecSchema } from '#contract/spec'
import type { Engine, EngineObject } from '#core/ports'
import { eventually, newTask, plainHardening } from '../../conformance/lab'
import { runCommand } from '../../conformance/run-command'
import { isAlive } from '../state/process-identity'
import { SandboxFiles, type KeeperRecord, type SandboxState } from '../state/sandbox-files'
import { bundleProgram } from '../testing/bundle-keeper'
import { createEngineLab, type EngineLab } from '../testing/engine-lab'
import { findObstacle } from '../testing/microvm-lab'
import type { StarterOptions } from '../testing/starter-program'

const obstacle = findObstacle()

interface Seen {
  readonly state: SandboxState
  readonly keeper: KeeperRecord | null
}

const moments: Readonly<Record<string, (seen: Seen) => boolean>> = {
  'before there was a machine': ({ state }) => state.phase === 'starting',
  'when there was a machine': ({ state }) => state.monitor !== null,
  'when its keeper held the ports of a guest that came up': ({ state, keeper }) => state.monitor !== null && keeper !== null
}

/** With a process of its own that is killed at once, as a lost session or an impatient hand kills it. */
describe('a start that was killed in the middle', () => {
  beforeEach(({ skip }) => skip(obstacle !== null, obstacle ?? ''))
  let lab: EngineLab
  let engine: Engine
  let starter: Awaited<ReturnType<typeof bundleProgram>>
  let count = 0

  beforeAll(async () => {
    if (obstacle !== null) return
    ;[lab, starter] = await Promise.all([createEngineLab(), bundleProgram('starter')])
    engine = lab.open()
  })
  afterAll(async () => await Promise.all([lab?.dispose(), starter?.dispose()]))

  async function create(): Promise<EngineObject> {
    const sandboxId = `sb-${++count}`
    const spec = sandboxSpecSchema.parse({ image: 'alpine:3.20', vcpus: 1, memoryMb: 128, profile: 'moderate', network: false, mounts: [], environment: {}, ports: [{ hostPort: null, sandboxPort: 80, protocol: 'tcp' }], workingDirectory: null, user: null, labels: {}, command: null, useEntrypoint: false, copiedFrom: null })
    return await engine.create({ sandboxId, name: `box-${count}`, homeId: 'home', createdAt: new Date().toISOString(), spec, hardening: plainHardening }, newTask())
  }

  async function look(object: EngineObject): Promise<Seen> {
    const files = new SandboxFiles(lab.folderOf(object.objectId))
    return { state: await files.state(), keeper: await files.keeper() }
  }

  async function killWhen(object: EngineObject, isMoment: (seen: Seen) => boolean): Promise<Seen> {
    const { artifacts, keeper, machine } = lab.options
    const options: StarterOptions = { artifacts, keeper, dataDirectory: machine.dataDirectory, environment: { PATH: env['PATH'] }, ref: object }
    const child = spawn(execPath, [starter.file, JSON.stringify(options)], { stdio: 'ignore' })
    for (;;) {
      const seen = await look(object)
      if (isMoment(seen)) {
        child.kill('SIGKILL')
        await once(child, 'exit')
        return await look(object)
      }
      if (child.exitCode !== null) throw new Error(`the starter ended with ${child.exitCode}`)
      await delay(1)
    }
  }

  it.concurrent.each(Object.entries(moments))('%s leaves nothing that runs, and a sandbox that starts', async (_moment, isMoment) => {
    const object = await create()
    const { state, keeper } = await killWhen(object, isMoment)
    await lab.open().recover(object, newTask())
    expect((await eventually(async () => await engine.inspect(object, newTask()), (seen) => seen?.state === 'created'))?.state).toBe('created')
    expect(await eventually(async () => [await isAlive(state.monitor), await isAlive(keeper?.identity ?? null)], (alive) => !alive.includes(true))).toEqual([false, false])
    expect((await readdir(lab.folderOf(object.objectId))).filter((name) => name.endsWith('.sock'))).toEqual([])
    await engine.start(object, newTask())
    expect((await runCommand(engine, object, ['echo', 'here'])).stdout).toBe('here\n')
    await engine.remove(object, { force: true }, newTask())
  }, 120_000)
})
