import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises'
import { release } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createProcesses } from '#platform/processes'
import { examineNetwork } from '../backends/firecracker/network/programs'
import { findObstacle } from '../backends/firecracker/testing/microvm-lab'
import { createTestArtifacts } from '../backends/firecracker/testing/test-artifacts'
import { realFiles, testMachine } from '../backends/testing/machine'
import { createHome, findEngines, noEngine, parseJson, type Home, type Result } from './testing/command'

const docker = findEngines().find(({ backend }) => backend === 'docker')
const hasKvm = await access('/dev/kvm', constants.R_OK | constants.W_OK).then(() => true, () => false)
const obstacle = hasKvm ? (docker ? findObstacle() : noEngine) : 'no /dev/kvm: without it no microVM is offered, not even the double’s'

const machine = testMachine({ files: realFiles, environment: { PATH: '/usr/bin:/bin' } })
const examined = await examineNetwork({ machine, processes: createProcesses() }, new AbortController().signal)
const whyNoNetwork = 'reason' in examined ? `no network without root here: ${examined.reason.key}` : null

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
    const project = join(home.folder, 'project')
    await mkdir(project)
    for (const name of ['a.txt', 'both.txt', 'host.txt']) await writeFile(join(project, name), 'at first\n')
    expect(await run('create', 'box', '--backend', 'firecracker', '--image', 'alpine:3.20', '--dir', project, ...(whyNoNetwork === null ? ['--allow', '203.0.113.7:443'] : ['--no-network']))).toMatchObject({ code: 0 })
    expect(await run('start', 'box')).toMatchObject({ code: 0 })
    expect(await run('exec', 'box', '--', 'sh', '-c', 'echo kept > /root/kept; echo inside | tee a.txt > both.txt; ln -s /etc/passwd leak; exit 3')).toMatchObject({ code: 3 })
    expect(await run('stop', 'box')).toMatchObject({ code: 0 })
    const { sandboxes } = parseJson((await run('list', '--json')).stdout, z.object({ sandboxes: z.array(z.looseObject({ name: z.string(), status: z.string() })) }))
    expect(sandboxes).toMatchObject([{ name: 'box', status: 'stopped' }])
    expect(await run('start', 'box')).toMatchObject({ code: 0 })
    expect(await run('exec', 'box', '--', 'cat', '/root/kept')).toMatchObject({ code: 0, stdout: 'kept\n' })

    for (const name of ['both.txt', 'host.txt']) await writeFile(join(project, name), 'by hand\n')
    const summary = (await run('diff', 'box', '--summary')).stdout
    expect(summary.split('\n').map((line) => line.split(' (')[0])).toEqual(['M a.txt', 'M both.txt', 'A leak -> /etc/passwd', ''])
    expect(await run('apply', 'box')).toMatchObject({ code: 0 })
    expect(await Promise.all(['a.txt', 'both.txt', 'host.txt'].map((name) => readFile(join(project, name), 'utf8')))).toEqual(['inside\n', 'by hand\n', 'by hand\n'])
  })

  it('tell what they were refused, and are allowed it while they run', async ({ skip }) => {
    skip(whyNoNetwork !== null, whyNoNetwork ?? '')
    await run('exec', 'box', '--', 'sh', '-c', 'nc -w 1 198.51.100.1 80; nslookup evil.example')
    const blocked = await run('network', 'blocked', 'box')
    expect(blocked).toMatchObject({ code: 0, stderr: expect.stringContaining('agentkernel network allow box ') })
    expect(blocked.stdout).toMatch(/^198\.51\.100\.1:80\/tcp +\d+ +\d+ \w+ +not on its list$/m)
    expect(blocked.stdout).toMatch(/^evil\.example +1 +\d+ \w+ +not on its list$/m)
    expect(await run('network', 'test', 'box', '198.51.100.1:80')).toMatchObject({ code: 1, stdout: expect.stringContaining('198.51.100.1:80 is refused: not on its list.') })
    expect(await run('network', 'allow', 'box', '198.51.100.1:80')).toMatchObject({ code: 0, stderr: "'box' may reach 198.51.100.1:80.\n" })
    expect((await run('network', 'rules', 'box')).stdout).toMatch(/^Allowed: +198\.51\.100\.1:80 \(chosen\)$/m)
    expect((await run('info', 'box')).stdout).not.toContain('Reaches only: 203.0.113.7:443\n')
    expect(await run('network', 'deny', 'box', '198.51.100.1:80')).toMatchObject({ code: 0 })
    expect(await run('network', 'deny', 'box', '203.0.113.7:443')).toMatchObject({ code: 2, stderr: expect.stringContaining('agentkernel update box --no-network') })
    expect(await run('network', 'allow', 'box', '*.example')).toMatchObject({ code: 2, stderr: expect.stringContaining('no patterns') })
  })
})
