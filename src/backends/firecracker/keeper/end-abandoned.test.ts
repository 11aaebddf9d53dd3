import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deadlineSignal } from '#contract/deadline-signal'
import { createClock } from '#platform/clock'
import { createProcesses } from '#platform/processes'
import { readStanding } from '../engine/engine-object'
import { isAlive, readIdentity, type ProcessIdentity } from '../state/process-identity'
import { initialState, type SandboxConfig, type SandboxFiles, type SandboxState } from '../state/sandbox-files'
import { SandboxStore, toObjectId } from '../state/sandbox-store'
import { abandonedDetail, endAbandoned } from './end-abandoned'

const objectId = toObjectId('home', 'sb-1')
const dead: ProcessIdentity = { processId: 1, startTicks: 'another', bootId: 'another' }
const clock = createClock()

let directory: string
let store: SandboxStore
let files: SandboxFiles
let monitor: ProcessIdentity
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'agentkernel-abandoned-'))
  store = new SandboxStore(directory, clock)
  files = store.files(objectId)
  await store.create({ version: 1, objectId, sandboxId: 'sb-1', homeId: 'home', name: 'one' } as SandboxConfig)
  const child = await createProcesses().startDetached({ file: '/bin/sleep', args: ['60'], environment: {} })
  monitor = (await readIdentity(child.processId)) ?? dead
})
afterEach(async () => {
  if (await isAlive(monitor)) process.kill(monitor.processId, 'SIGKILL')
  await rm(directory, { recursive: true })
})

const end = async (state: Partial<SandboxState>): Promise<SandboxState> => {
  await files.writeState({ ...initialState, phase: 'starting', monitor, ...state })
  await endAbandoned({ store, files, objectId, clock, signal: deadlineSignal(10_000) })
  return await files.state()
}

describe('a start whose process was killed', () => {
  it('leaves no machine that was not written down yet', async () => {
    const { processId } = await createProcesses().startDetached({ file: '/bin/sh', args: ['-c', 'while true; do sleep 1; done', 'firecracker', '--api-sock', 'api.sock', '--id', objectId], environment: { PATH: '/bin' } })
    const stray = await readIdentity(processId)
    await end({ hand: dead, monitor: null })
    expect([stray === null, await isAlive(stray)]).toEqual([false, false])
  })

  it('leaves no machine, and the sandbox as before its first start', async () => {
    await files.writeState({ ...initialState, phase: 'starting', monitor, hand: dead })
    expect(await readStanding(files)).toMatchObject({ standing: 'broken', detail: abandonedDetail })
    expect(await end({ hand: dead })).toEqual(initialState)
    expect(await isAlive(monitor)).toBe(false)
  })

  it('is told of where the sandbox had run before', async () => {
    const startedAt = '2026-01-01T00:00:00.000Z'
    expect(await end({ hand: dead, startedAt })).toMatchObject({ phase: 'stopped', startedAt, end: { exitCode: null, detail: abandonedDetail } })
  })

  it('is none while its process lives, or once it runs', async () => {
    const hand = await readIdentity(process.pid)
    expect(await end({ hand })).toMatchObject({ phase: 'starting' })
    expect(await end({ phase: 'running', hand: null })).toMatchObject({ phase: 'running' })
    expect(await isAlive(monitor)).toBe(true)
  })
})
