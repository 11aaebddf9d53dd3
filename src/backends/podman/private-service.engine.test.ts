import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, getuid } from 'node:process'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deadlineSignal } from '#contract/deadline-signal'
import { ask } from '../engine-api/ask'
import { connectionOver } from '../engine-api/connection'
import { createTask } from '../engine-api/testing/real-engines'
import { dependenciesOf } from '../testing/dependencies'
import { realFiles } from '../testing/machine'
import { createPodmanBackend } from './podman-backend'
import { findPodman } from './podman-program'
import { PrivateService } from './private-service'

const shell = promisify(execFile)

describe('the private service of Podman, with the real one', () => {
  let home: string
  let dependencies: ReturnType<typeof dependenciesOf>
  let file: string

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ak-'))
    const environment = { PATH: env['PATH'], CONTAINERS_CONF: env['CONTAINERS_CONF'] }
    dependencies = dependenciesOf({ environment, files: realFiles, homeDirectory: home, dataDirectory: home, userId: getuid?.() ?? null })
    file = (await findPodman(dependencies.machine)) ?? 'podman is not installed; see npm run rig'
  })

  afterEach(async () => {
    for (const pid of await servicePids(home)) process.kill(pid, 'SIGTERM')
    await rm(home, { recursive: true, force: true })
  })

  const versionOver = async (service: PrivateService): Promise<string> => {
    const connection = connectionOver({ type: 'unix', path: service.socketPath }, service.dial)
    try {
      return (await ask(connection, '/version', deadlineSignal(10_000))).text
    } finally {
      connection.close()
    }
  }

  it('is detected as ready without being started, and starts when it is used', async () => {
    const backend = createPodmanBackend(dependencies)
    const detection = await backend.detect(createTask())
    expect(detection).toMatchObject({ state: 'ready', rootless: false })
    expect(detection.version).toMatch(/^\d+\.\d+/)
    expect(await servicePids(home)).toEqual([])

    const service = new PrivateService(file, dependencies)
    expect(detection.endpoint).toBe(`unix://${service.socketPath}`)
    expect(await versionOver(service)).toContain('Podman Engine')
    expect((await stat(join(home, 'podman'))).mode & 0o777).toBe(0o700)

    const whileItRuns = await backend.detect(createTask())
    expect(whileItRuns).toMatchObject({ state: 'ready', endpoint: detection.endpoint, version: detection.version })
    await backend.close()
  })

  it('is shared: a second process of ours uses the one that runs', async () => {
    await versionOver(new PrivateService(file, dependencies))
    const [first] = await servicePids(home)
    await versionOver(new PrivateService(file, dependencies))
    expect(await servicePids(home)).toEqual([first])
  })

  it('answers both of two that start it at once', async () => {
    const answers = await Promise.all([versionOver(new PrivateService(file, dependencies)), versionOver(new PrivateService(file, dependencies))])
    for (const answer of answers) expect(answer).toContain('Podman Engine')
    expect(await readdir(join(home, 'podman'))).toHaveLength(1)
  })

  it('is started once by a process that opens it many times at once', async () => {
    const backend = createPodmanBackend(dependencies)
    const engines = await Promise.all([1, 2, 3, 4].map(() => backend.open(createTask())))
    expect(new Set(engines).size).toBe(1)
    expect(await engines[0]?.list(createTask())).toEqual(expect.any(Array))
    expect(await servicePids(home)).toHaveLength(1)
    await backend.close()
  })

  it('comes back when it was killed and left its socket behind', async () => {
    const service = new PrivateService(file, dependencies)
    await versionOver(service)
    for (const pid of await servicePids(home)) process.kill(pid, 'SIGKILL')
    await expect.poll(() => servicePids(home)).toEqual([])
    expect(await versionOver(service)).toContain('Podman Engine')
    expect(await readdir(join(home, 'podman'))).toHaveLength(1)
  })
})

/** Services of this test only: their command line names its own directory. */
async function servicePids(home: string): Promise<number[]> {
  const { stdout } = await shell('ps', ['-eo', 'pid=,args='], { maxBuffer: 64 * 1024 * 1024 })
  return stdout.split('\n').flatMap((line) => (line.includes('system service') && line.includes(home) ? [Number.parseInt(line, 10)] : []))
}
