import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createProcesses } from '#platform/processes'
import { createTask, testClock } from '../../engine-api/testing/real-engines'
import { realFiles, testMachine } from '../../testing/machine'
import { findObstacle } from '../testing/microvm-lab'
import { createTestArtifacts } from '../testing/test-artifacts'
import { bootOnce } from '../vmm/boot-once'
import { detectFirecracker } from './detect'
import { pins } from './pins'
import { findReadyArtifacts } from './ready-artifacts'
import { createSetup } from './set-up'
import type { SetupHost } from './setup-host'

const obstacle = findObstacle()

describe('set-up on the double, with a kernel from apt', () => {
  beforeEach(({ skip }) => skip(obstacle !== null, obstacle ?? ''))

  it('boots a microVM, and the backend is ready with what was booted', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'agentkernel-set-up-'))
    const { artifacts, dispose } = await createTestArtifacts()
    onTestFinished(async () => {
      await dispose()
      await rm(folder, { recursive: true })
    })
    // The double needs no KVM.
    const files = { ...realFiles, stat: (path: string) => realFiles.stat(path === '/dev/kvm' ? '/dev/null' : path), access: (path: string, mode: number) => realFiles.access(path === '/dev/kvm' ? '/dev/null' : path, mode) }
    const machine = testMachine({ files, dataDirectory: folder, environment: { PATH: process.env['PATH'] } })
    const host: SetupHost = {
      machine, processes: createProcesses(), clock: testClock, pins, guestAgent: artifacts.agent,
      bootOnce: async (options, task) => await bootOnce({ ...options, machine }, task),
      settings: () => Promise.resolve({ firecrackerProgram: artifacts.program, firecrackerKernel: artifacts.kernel })
    }
    expect(await detectFirecracker(host, createTask())).toMatchObject({ state: 'missing', reason: { key: 'reasons.firecracker_not_tried' } })
    await createSetup(host).run([], createTask())
    expect(await detectFirecracker(host, createTask())).toMatchObject({ state: 'ready', version: '1.16.1' })
    expect(await findReadyArtifacts(host)).toEqual(artifacts)
  }, 120_000)
})
