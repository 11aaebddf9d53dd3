import { access, constants } from 'node:fs/promises'
import { release } from 'node:os'
import { env } from 'node:process'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { findObstacle } from '../backends/firecracker/testing/microvm-lab'
import { createTestArtifacts } from '../backends/firecracker/testing/test-artifacts'
import { createHome, findEngines, noEngine, parseJson, type Home, type Result } from './testing/command'

const docker = findEngines().find(({ backend }) => backend === 'docker')
const hasKvm = await access('/dev/kvm', constants.R_OK | constants.W_OK).then(() => true, () => false)
const obstacle = hasKvm ? (docker ? findObstacle() : noEngine) : 'no /dev/kvm: without it no microVM is offered, not even the double’s'

/** From nothing to a command in a guest, by the built command alone: its images from Docker, its keeper by itself. */
describe('microVMs by the command', () => {
  beforeEach(({ skip }) => skip(obstacle !== null, obstacle ?? ''))
  let home: Home
  let test: Awaited<ReturnType<typeof createTestArtifacts>>
  const run = async (...words: string[]): Promise<Result> =>
    await home.run(words, { environment: { FIRECRACKER_BIN: test.artifacts.program, FIRECRACKER_KERNEL: test.artifacts.kernel } })

  beforeAll(async () => {
    if (obstacle !== null) return
    home = await createHome(docker)
    test = await createTestArtifacts()
  })
  afterAll(async () => {
    if (obstacle !== null) return
    await run('remove', '--force', 'box')
    await home.dispose()
    await test.dispose()
  })

  it('are tried before they are offered, and then run what they are told in a kernel of their own', async () => {
    expect((await run('run', '--backend', 'firecracker', '--', 'true')).stderr).toContain('agentkernel setup')
    expect(await run('setup', '--yes')).toMatchObject({ code: 0 })
    const ran = await run('run', '--backend', 'firecracker', '--image', 'alpine:3.20', '--', 'uname', '-r')
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+.*\n$/) })
    expect(ran.stdout.trim()).not.toBe(release())
  })

  it('are made of an image that an archive brought', async () => {
    expect(await run('images', 'load', '--backend', 'firecracker', `${env['AGENTKERNEL_TEST_GUEST_IMAGES']}/noshell.tar`)).toMatchObject({ code: 0, stderr: expect.stringContaining("Image 'agentkernel-test/noshell:1' is here.") })
    expect((await run('images', 'list', '--backend', 'firecracker')).stdout).toContain('agentkernel-test/noshell:1')
    expect(await run('images', 'load', '--backend', 'firecracker', 'none.tar')).toMatchObject({ code: 1, stderr: expect.stringContaining('none.tar does not exist') })
    expect(await run('images', 'load', '--backend', 'firecracker', '.')).toMatchObject({ code: 1, stderr: expect.stringContaining('is not a file') })
  })

  it('go on when the command that started them has ended, and stop whole', async () => {
    expect(await run('create', 'box', '--backend', 'firecracker', '--image', 'alpine:3.20')).toMatchObject({ code: 0 })
    expect(await run('start', 'box')).toMatchObject({ code: 0 })
    expect(await run('exec', 'box', '--', 'sh', '-c', 'echo kept > /root/kept; exit 3')).toMatchObject({ code: 3 })
    expect(await run('stop', 'box')).toMatchObject({ code: 0 })
    const { sandboxes } = parseJson((await run('list', '--json')).stdout, z.object({ sandboxes: z.array(z.looseObject({ name: z.string(), status: z.string() })) }))
    expect(sandboxes).toMatchObject([{ name: 'box', status: 'stopped' }])
    expect(await run('start', 'box')).toMatchObject({ code: 0 })
    expect(await run('exec', 'box', '--', 'cat', '/root/kept')).toMatchObject({ code: 0, stdout: 'kept\n' })
  })
})
