import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import { createProcesses } from '#platform/processes'
import { testClock } from '../../engine-api/testing/real-engines'
import { realFiles, testMachine } from '../../testing/machine'
import { findObstacle } from '../testing/microvm-lab'
import { createTestArtifacts } from '../testing/test-artifacts'
import type { MicrovmArtifacts } from './artifacts'
import { bootOnce } from './boot-once'

const obstacle = findObstacle()

describe('the self-test boot', () => {
  beforeEach(({ skip }) => skip(obstacle !== null, obstacle ?? ''))
  let test: Awaited<ReturnType<typeof createTestArtifacts>>
  let folder: string
  const boot = async (changes: Partial<MicrovmArtifacts> = {}, timeoutMs = 60_000): Promise<unknown> =>
    await bootOnce({ artifacts: { ...test.artifacts, ...changes }, machine: testMachine({ dataDirectory: folder, files: realFiles, environment: { PATH: env['PATH'] } }), processes: createProcesses(), clock: testClock, timeoutMs }, { signal: deadlineSignal(90_000) }).catch((error: unknown) => error)

  beforeAll(async () => {
    test = await createTestArtifacts()
    folder = await mkdtemp(join(tmpdir(), 'agentkernel-boot-'))
  })
  afterAll(async () => {
    await test.dispose()
    await rm(folder, { recursive: true })
  })

  it('is answered where microVMs live, and leaves nothing', async () => {
    expect(await boot()).toEqual({ bootMs: expect.any(Number) })
    expect(await readdir(join(folder, 'firecracker'))).toEqual([])
  })

  it('says what the console says when the guest does not come up', async () => {
    const agent = join(folder, 'agent')
    await writeFile(agent, 'no program')
    const failure = await boot({ agent }, 20_000)
    expect(AppError.is(failure, 'SANDBOX_START_FAILED') && failure.params['reason']).toMatch(/init|panic/i)
  })

  it('says what Firecracker says when it refuses', async () => {
    expect(await boot({ kernel: join(folder, 'no-kernel') })).toMatchObject({ code: 'SANDBOX_START_FAILED', params: { reason: expect.stringMatching(/^Boot source error|kernel/i) } })
  })

  it('says so when the program ends at once', async () => {
    expect(await boot({ program: '/bin/false' })).toMatchObject({ code: 'SANDBOX_START_FAILED', params: { reason: expect.stringContaining('firecracker ended') } })
  })
})
