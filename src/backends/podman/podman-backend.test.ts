import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execPath, getuid } from 'node:process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Machine } from '#core/ports'
import { watchPlace } from '#platform/watch-place'
import { createTask } from '../engine-api/testing/real-engines'
import { dependenciesOf } from '../testing/dependencies'
import { serveEngine, serveSilence, words, type Listener } from '../testing/engine-double'
import { filesWithin } from '../testing/machine'
import { createPodmanBackend } from './podman-backend'

const info = (changes: { rootless?: boolean; cgroupVersion?: string; uidmap?: unknown[]; version?: string; isRemote?: boolean; runtime?: { name: string; version: string } } = {}): string =>
  JSON.stringify({
    host: {
      cgroupVersion: changes.cgroupVersion ?? 'v2',
      serviceIsRemote: changes.isRemote ?? false,
      security: { rootless: changes.rootless ?? true },
      idMappings: { uidmap: changes.uidmap ?? [{}, {}] },
      ociRuntime: changes.runtime ?? { name: 'crun', version: 'crun version 1.8.1\ncommit: f8a096be' }
    },
    version: { Version: changes.version ?? '5.2.0' }
  })

describe('the Podman backend', () => {
  let home: string
  const listeners: Listener[] = []

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ak-'))
  })

  afterEach(async () => {
    await Promise.all(listeners.splice(0).map((listener) => listener.close()))
    await rm(home, { recursive: true, force: true })
  })

  const backendOf = (machine: Partial<Machine> = {}, podmanEndpoint: string | null = null) => {
    const { environment, ...rest } = machine
    const complete = { PATH: join(home, 'bin'), XDG_RUNTIME_DIR: join(home, 'run'), ...environment }
    return createPodmanBackend(dependenciesOf({ files: filesWithin(home), homeDirectory: home, dataDirectory: join(home, 'data'), environment: complete, ...rest }, { podmanEndpoint }))
  }

  /** A podman program that notes how it was called and answers by the table `arguments: what to run`. */
  const installPodman = async (answers: Readonly<Record<string, string>>): Promise<void> => {
    const script = `#!${execPath}
      const asked = process.argv.slice(2).join(' ')
      require('fs').appendFileSync(${JSON.stringify(join(home, 'asked'))}, asked + ' ' + Object.keys(process.env).sort().join(',') + '\\n')
      const answers = ${JSON.stringify(answers)}
      eval(answers[asked] ?? 'console.error("Error: not expected"); process.exitCode = 125')`
    await mkdir(join(home, 'bin'), { recursive: true })
    await writeFile(join(home, 'bin/podman'), script)
    await chmod(join(home, 'bin/podman'), 0o755)
  }
  const print = (text: string): string => `console.log(${JSON.stringify(text)})`

  const serve = async (path: string, start: (path: string) => Promise<Listener>): Promise<string> => {
    await mkdir(dirname(join(home, path)), { recursive: true })
    listeners.push(await start(join(home, path)))
    return join(home, path)
  }

  it('is ready at the user’s own socket', async () => {
    const path = await serve('run/podman/podman.sock', (at) => serveEngine(at, words.podman))
    expect(await backendOf().detect(createTask())).toMatchObject({ state: 'ready', version: '5.2.0', endpoint: `unix://${path}`, rootless: true })
  })

  it('is told of when its socket comes', async () => {
    const stop = new AbortController()
    let told = 0
    const watching = (async () => {
      for await (const _changed of backendOf({ watch: watchPlace }).watchPlaces?.({ signal: stop.signal }) ?? []) told += 1
    })()
    await mkdir(join(home, 'run/podman'), { recursive: true })
    await new Promise((resolve) => setTimeout(resolve, 200))
    await serve('run/podman/podman.sock', (at) => serveEngine(at, words.podman))
    await expect.poll(() => told, { timeout: 5_000 }).toBeGreaterThan(0)
    stop.abort()
    await watching
  })

  it('does not take Docker for Podman', async () => {
    const path = await serve('run/podman/podman.sock', (at) => serveEngine(at, words.docker))
    const detection = await backendOf({}, path).detect(createTask())
    expect(detection).toMatchObject({ state: 'broken', reason: { key: 'reasons.place_answered_by_docker' } })
  })

  it('is ready by its program alone, which it asks and does not start', async () => {
    await installPodman({ 'info --format json': print(info()) })
    const detection = await backendOf({ environment: { CONTAINERS_CONF: '/conf', LISTEN_FDS: '1', AWS_SECRET_ACCESS_KEY: 'x' } }).detect(createTask())
    expect(detection).toMatchObject({ state: 'ready', version: '5.2.0', rootless: true, warnings: [], remedies: [] })
    expect(detection.endpoint).toMatch(new RegExp(`^unix://${home}/run/agentkernel-desktop/podman-[0-9a-f]+\\.sock$`))
    const asked = (await readFile(join(home, 'asked'), 'utf8')).trim().split('\n')
    expect(asked).toEqual(['info --format json CONTAINERS_CONF,HOME,PATH,XDG_RUNTIME_DIR'])
  })

  it('passes over a socket that never answers to its program', async () => {
    await serve('run/podman/podman.sock', (at) => serveSilence(at))
    await installPodman({ 'info --format json': print(info()) })
    const detection = await backendOf().detect(createTask())
    expect(detection.state).toBe('ready')
    expect(detection.attempts.map(({ outcome }) => outcome.key)).toEqual(['reasons.attempt_silent', 'reasons.attempt_absent', 'reasons.attempt_program'])
  })

  it.each([
    ['limits that do not hold', info({ cgroupVersion: 'v1' }), ['reasons.limits_rootless']],
    ['a runc from which a container may escape', info({ runtime: { name: 'runc', version: 'runc version 1.1.12\ncommit: v1.1.12' } }), ['reasons.runc_old']],
    ['an old version', info({ version: '3.4.4' }), ['reasons.engine_old']],
    ['a user without subordinate ids', info({ uidmap: [{}] }), ['reasons.podman_single_id']]
  ])('warns of %s', async (_title, answer, keys) => {
    await installPodman({ 'info --format json': print(answer) })
    const detection = await backendOf().detect(createTask())
    expect(detection.state).toBe('ready')
    expect(detection.warnings.map(({ key }) => key)).toEqual(keys)
  })

  it('gives the way out when rootless Podman lacks its user ids', async () => {
    const words = 'time="x" level=warning msg="noise"\nError: cannot set up namespace using "/usr/bin/newuidmap": exit status 1'
    await installPodman({ 'info --format json': `console.error(${JSON.stringify(words)}); process.exitCode = 125` })
    const detection = await backendOf().detect(createTask())
    expect(detection).toMatchObject({ state: 'broken', reason: { key: 'reasons.podman_fails', params: { detail: expect.stringContaining('newuidmap') } } })
    expect(detection.remedies[0]?.command).toContain('--add-subuids')
  })

  it('does not take a client for an engine', async () => {
    await installPodman({ 'info --format json': print(info({ isRemote: true })) })
    expect(await backendOf().detect(createTask())).toMatchObject({ state: 'missing', reason: { key: 'reasons.podman_client_only' } })
  })

  it('says missing, with the way to get it', async () => {
    expect(await backendOf({ platform: 'darwin' }).detect(createTask())).toMatchObject({ state: 'missing', reason: { key: 'reasons.podman_missing' }, remedies: [{ command: 'brew install podman && podman machine init --now' }] })
  })

  it('ends its search at CONTAINER_HOST, whether that works or not', async () => {
    await serve('run/podman/podman.sock', (at) => serveEngine(at, words.podman))
    const detection = await backendOf({ environment: { CONTAINER_HOST: `unix://${home}/nothing.sock` } }).detect(createTask())
    expect(detection).toMatchObject({ state: 'stopped', reason: { key: 'reasons.place_absent', params: { source: 'CONTAINER_HOST' } } })
    expect(detection.attempts).toHaveLength(1)
  })

  it('says why when its service cannot be started', async () => {
    await installPodman({ 'info --format json': print(info()) })
    const because = { key: 'reasons.service_failed', params: { detail: 'not expected' } }
    await expect(backendOf({ userId: getuid?.() ?? null }).open(createTask())).rejects.toMatchObject({ code: 'BACKEND_NOT_READY', params: { state: 'broken' }, because })
  })

  describe('on macOS', () => {
    const machineOf = (state: string, socket: string): string => JSON.stringify([{ Name: 'work', State: state, ConnectionInfo: { PodmanSocket: { Path: socket } } }])
    const list = print(JSON.stringify([{ Name: 'other', Default: false }, { Name: 'work*', Default: true }]))

    it('finds the socket of the machine that runs', async () => {
      const path = await serve('vm/api.sock', (at) => serveEngine(at, words.podman))
      await installPodman({ 'machine list --format json': list, 'machine inspect work other': print(machineOf('running', path)) })
      expect(await backendOf({ platform: 'darwin' }).detect(createTask())).toMatchObject({ state: 'ready', endpoint: `unix://${path}` })
    })

    it('finds the usual socket without asking podman', async () => {
      const path = await serve('.local/share/containers/podman/machine/podman.sock', (at) => serveEngine(at, words.podman))
      await installPodman({})
      expect(await backendOf({ platform: 'darwin' }).detect(createTask())).toMatchObject({ state: 'ready', endpoint: `unix://${path}` })
      await expect(readFile(join(home, 'asked'))).rejects.toMatchObject({ code: 'ENOENT' })
    })

    it('offers to start a machine that does not run, and does it', async () => {
      await installPodman({ 'machine list --format json': list, 'machine inspect work other': print(machineOf('stopped', '/none')), 'machine start work': '0' })
      const backend = backendOf({ platform: 'darwin' })
      const detection = await backend.detect(createTask())
      expect(detection).toMatchObject({ state: 'stopped', reason: { key: 'reasons.podman_machine_stopped' }, remedies: [{ command: 'podman machine start work', action: 'podman.start-machine' }] })
      await backend.remedies?.['podman.start-machine']?.(createTask())
      expect(await readFile(join(home, 'asked'), 'utf8')).toContain('machine start work')
    })

    it('says that there is no machine yet', async () => {
      await installPodman({ 'machine list --format json': print('[]') })
      expect(await backendOf({ platform: 'darwin' }).detect(createTask())).toMatchObject({ state: 'stopped', reason: { key: 'reasons.podman_no_machine' }, remedies: [{ command: 'podman machine init --now' }] })
    })
  })
})
