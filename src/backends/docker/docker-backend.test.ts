import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deadlineSignal } from '#contract/deadline-signal'
import type { Machine, MachineFiles } from '#core/ports'
import { watchPlace } from '#platform/watch-place'
import { createTask } from '../engine-api/testing/real-engines'
import { dependenciesOf } from '../testing/dependencies'
import { serveEngine, serveSilence, serveStatus, words, type Listener } from '../testing/engine-double'
import { filesWithin } from '../testing/machine'
import { createDockerBackend } from './docker-backend'

describe('the Docker backend', () => {
  let home: string
  const listeners: Listener[] = []

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ak-'))
  })

  afterEach(async () => {
    await Promise.all(listeners.splice(0).map((listener) => listener.close()))
    await rm(home, { recursive: true, force: true })
  })

  /** Serves at a path below home, which is where user-owned engines are found. */
  const serve = async (place: string, start: (path: string) => Promise<Listener>): Promise<string> => {
    const path = join(home, place)
    await mkdir(dirname(path), { recursive: true })
    listeners.push(await start(path))
    return path
  }

  const backendOf = (machine: Partial<Machine> = {}, dockerEndpoint: string | null = null) =>
    createDockerBackend(dependenciesOf({ files: filesWithin(home), homeDirectory: home, environment: {}, ...machine }, { dockerEndpoint }))

  it('says missing, with the way to get it, where nothing of Docker is', async () => {
    const detection = await backendOf({ platform: 'darwin' }).detect(createTask())
    expect(detection).toMatchObject({ state: 'missing', reason: { key: 'reasons.docker_missing' }, remedies: [{ command: 'brew install --cask docker' }] })
    expect(detection.attempts.map(({ outcome }) => outcome.key)).toEqual(detection.attempts.map(() => 'reasons.attempt_absent'))
    expect(detection.attempts.length).toBeGreaterThanOrEqual(5)
  })

  it('is ready at the first place where Docker answers, and tells of the others', async () => {
    await serve('.docker/run/docker.sock', (path) => serveEngine(path, words.podman))
    const path = await serve('.orbstack/run/docker.sock', (at) => serveEngine(at, words.docker))
    await serve('.rd/docker.sock', (at) => serveEngine(at, words.docker))
    const detection = await backendOf().detect(createTask())
    expect(detection).toMatchObject({ state: 'ready', version: '27.3.1', endpoint: `unix://${path}`, rootless: false, warnings: [] })
    expect(detection.attempts).toContainEqual({ target: `unix://${join(home, '.docker/run/docker.sock')}`, source: 'well-known socket', outcome: { key: 'reasons.answered_by_podman', params: { version: '5.2.0' } } })
  })

  it('is not delayed much by a socket that never answers, and prefers the order over the speed', async () => {
    await serve('.docker/run/docker.sock', (path) => serveSilence(path))
    const path = await serve('.rd/docker.sock', (at) => serveEngine(at, words.docker))
    const begun = performance.now()
    const detection = await backendOf().detect(createTask())
    expect(performance.now() - begun).toBeLessThan(3000)
    expect(detection).toMatchObject({ state: 'ready', endpoint: `unix://${path}` })
    expect(detection.attempts.map(({ outcome }) => outcome.key)).toContain('reasons.attempt_silent')
  })

  it('says broken when the only socket never answers', async () => {
    const path = await serve('.rd/docker.sock', (at) => serveSilence(at))
    const detection = await backendOf().detect(createTask())
    expect(detection).toMatchObject({ state: 'broken', reason: { key: 'reasons.place_silent', params: { endpoint: `unix://${path}` } } })
  })

  it('says broken when the engine answers a ping and nothing more', async () => {
    await serve('.rd/docker.sock', (at) => serveSilence(at, true))
    expect(await backendOf().detect(createTask())).toMatchObject({ state: 'broken', reason: { key: 'reasons.answers_ping_only' } })
  })

  it('says broken for something that answers with an error, or not in the words of an engine', async () => {
    await serve('.rd/docker.sock', (at) => serveStatus(at, 502))
    expect(await backendOf().detect(createTask())).toMatchObject({ state: 'broken', reason: { key: 'reasons.place_status', params: { status: 502 } } })
    await serve('.orbstack/run/docker.sock', (at) => serveStatus(at, 200))
    const { attempts } = await backendOf().detect(createTask())
    expect(attempts.map(({ outcome }) => outcome.key)).toContain('reasons.attempt_other')
  })

  it('says that containers must be Linux ones when the engine is switched to Windows', async () => {
    await serve('.rd/docker.sock', (at) => serveEngine(at, { ...words.docker, info: { ...words.docker.info, OSType: 'windows' } }))
    expect(await backendOf().detect(createTask())).toMatchObject({ state: 'broken', reason: { key: 'reasons.windows_containers' } })
  })

  it('warns of an old engine and of limits that do not hold', async () => {
    const old = { ...words.docker, info: { ...words.docker.info, ServerVersion: '19.03.1', CgroupVersion: '1', SecurityOptions: ['name=rootless'] } }
    await serve('.rd/docker.sock', (at) => serveEngine(at, old))
    const detection = await backendOf().detect(createTask())
    expect(detection).toMatchObject({ state: 'ready', rootless: true })
    expect(detection.warnings.map(({ key }) => key)).toEqual(['reasons.engine_old', 'reasons.limits_rootless'])
  })

  it.each([
    ['1.1.5+ds1-1+deb12u1', true],
    ['v1.2.7-0-g6f39b97a', true],
    ['v1.2.8-0-gd842d771', false],
    ['v1.3.2-0-gaeabe4e7', true],
    ['v1.3.3-0-gd842d771', false],
    ['v1.4.0-0-g8bd78a99', false],
    ['860f061b76bb4fc671f0f9e900f7d80ff93d4eb7', false],
    ['', false]
  ])('warns of a runc from which a container may escape: %s', async (ID, isWarned) => {
    await serve('.rd/docker.sock', (at) => serveEngine(at, { ...words.docker, info: { ...words.docker.info, RuncCommit: { ID } } }))
    const { state, warnings } = await backendOf().detect(createTask())
    expect({ state, keys: warnings.map(({ key }) => key) }).toEqual({ state: 'ready', keys: isWarned ? ['reasons.runc_old'] : [] })
  })

  it('takes a stale socket for an engine that does not run', async () => {
    const path = join(home, '.rd/docker.sock')
    await mkdir(dirname(path))
    await leaveSocketBehind(path)
    const detection = await backendOf({}, path).detect(createTask())
    expect(detection).toMatchObject({ state: 'stopped', reason: { key: 'reasons.place_refused', params: { endpoint: `unix://${path}`, source: 'settings' } } })
  })

  it('does not go on to another socket when the named one does not answer', async () => {
    await serve('.rd/docker.sock', (at) => serveEngine(at, words.docker))
    for (const environment of [{ DOCKER_HOST: `unix://${home}/nothing.sock` }, { DOCKER_HOST: 'tcp://127.0.0.1:1' }, { DOCKER_CONTEXT: 'gone' }]) {
      const detection = await backendOf({ environment }).detect(createTask())
      expect(['stopped', 'broken']).toContain(detection.state)
      expect(detection.attempts).toHaveLength(1)
      await expect(openAndList(backendOf({ environment }))).rejects.toMatchObject({ code: expect.stringMatching(/^BACKEND_/) })
    }
  })

  it('says how to be let in when the socket may not be used', async () => {
    const files = filesWithin(home)
    const closed: MachineFiles = { ...files, stat: (path) => (path === '/var/run/docker.sock' ? Promise.reject(Object.assign(new Error(path), { code: 'EACCES' })) : files.stat(path)) }
    const detection = await backendOf({ files: closed }).detect(createTask())
    expect(detection).toMatchObject({ state: 'broken', reason: { key: 'reasons.place_denied' }, remedies: [{ command: 'sudo usermod -aG docker "$USER"' }] })
  })

  it('asks only for a new login when the user is in the group already', async () => {
    const files = filesWithin(home)
    const closed: MachineFiles = {
      ...files,
      stat: (path) => (path === '/var/run/docker.sock' ? Promise.reject(Object.assign(new Error(path), { code: 'EACCES' })) : files.stat(path)),
      readFile: (path) => (path === '/etc/group' ? Promise.resolve(Buffer.from('root:x:0:\ndocker:x:999:bob,ada\n')) : files.readFile(path))
    }
    const commandFor = async (USER: string) => (await backendOf({ files: closed, environment: { USER } }).detect(createTask())).remedies[0]?.command
    expect(await commandFor('ada')).toBe('newgrp docker')
    expect(await commandFor('eve')).toBe('sudo usermod -aG docker "$USER"')
  })

  it('says stopped, with the way to start it, where the engine is installed', async () => {
    await mkdir(join(home, 'bin'))
    await writeFile(join(home, 'bin/dockerd'), '#!/bin/sh\n', { mode: 0o755 })
    const detection = await backendOf().detect(createTask())
    expect(detection).toMatchObject({ state: 'stopped', reason: { key: 'reasons.docker_stopped' }, remedies: [{ command: 'sudo service docker start' }] })
  })

  it('says that the client alone is not enough', async () => {
    await mkdir(join(home, 'bin'))
    await writeFile(join(home, 'bin/docker'), '#!/bin/sh\n', { mode: 0o755 })
    expect(await backendOf().detect(createTask())).toMatchObject({ state: 'missing', reason: { key: 'reasons.docker_client_only' } })
  })

  it('rejects to open what is not ready, with reason and remedy', async () => {
    await expect(backendOf().open(createTask())).rejects.toMatchObject({ code: 'BACKEND_NOT_READY', params: { backend: 'docker', state: 'missing' }, because: { key: 'reasons.docker_missing' } })
  })

  it('answers also when it is cut short', async () => {
    await serve('.rd/docker.sock', (path) => serveSilence(path))
    const detection = await backendOf().detect({ signal: deadlineSignal(50), progress: () => undefined })
    expect(detection.state).toBe('broken')
  })

  it('opens the first that answers without waiting for a silent one after it', async () => {
    const path = await serve('.docker/run/docker.sock', (at) => serveEngine(at, words.docker))
    let isLeft = false
    await serve('.rd/docker.sock', (at) => serveSilence(at, false, () => (isLeft = true)))
    const backend = backendOf()
    expect((await backend.open(createTask())).info.endpoint).toBe(`unix://${path}`)
    // Sooner than the silent one's own deadline.
    await expect.poll(() => isLeft, { timeout: 700 }).toBe(true)
    await backend.close()
  })

  it('opens anew after detection found another endpoint', async () => {
    const first = await serve('.rd/docker.sock', (at) => serveEngine(at, words.docker))
    const backend = backendOf()
    expect((await backend.open(createTask())).info.endpoint).toBe(`unix://${first}`)
    const better = await serve('.docker/run/docker.sock', (at) => serveEngine(at, words.docker))
    await backend.detect(createTask())
    expect((await backend.open(createTask())).info.endpoint).toBe(`unix://${better}`)
    await backend.close()
  })
})

describe('a switched context of Docker', () => {
  let home: string
  const stop = new AbortController()
  const listeners: Listener[] = []
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ak-'))
  })
  afterEach(async () => {
    stop.abort()
    await Promise.all(listeners.splice(0).map((listener) => listener.close()))
    await rm(home, { recursive: true, force: true })
  })

  const write = async (path: string, content: unknown): Promise<void> => {
    await mkdir(dirname(join(home, path)), { recursive: true })
    await writeFile(join(home, path), JSON.stringify(content))
  }
  const point = (name: string, socket: string): Promise<void> =>
    write(`.docker/contexts/meta/${createHash('sha256').update(name).digest('hex')}/meta.json`, { Name: name, Endpoints: { docker: { Host: `unix://${home}/${socket}` } } })

  it('is told of without polling, and followed whether the new engine answers or not', async () => {
    listeners.push(await serveEngine(join(home, 'a.sock'), words.docker), await serveEngine(join(home, 'b.sock'), words.docker))
    const backend = createDockerBackend(dependenciesOf({ files: filesWithin(home), homeDirectory: home, environment: {}, watch: watchPlace }, { dockerEndpoint: null }))
    let told = 0
    const watching = (async () => {
      for await (const _written of backend.watchPlaces?.({ signal: stop.signal }) ?? []) told += 1
    })()
    const follow = async (act: () => Promise<void>): Promise<string> => {
      await new Promise((resolve) => setTimeout(resolve, 200))
      const before = told
      await act()
      await expect.poll(() => told, { timeout: 5_000 }).toBeGreaterThan(before)
      await backend.detect(createTask())
      return (await backend.open(createTask())).info.endpoint
    }
    await point('team', 'a.sock')
    expect(await follow(() => write('.docker/config.json', { currentContext: 'team' }))).toBe(`unix://${home}/a.sock`)
    expect(await follow(() => point('team', 'b.sock'))).toBe(`unix://${home}/b.sock`)
    expect(await follow(() => point('team', 'gone.sock'))).toBe(`unix://${home}/gone.sock`)
    await point('other', 'a.sock')
    expect(await follow(() => write('.docker/config.json', { currentContext: 'other' }))).toBe(`unix://${home}/a.sock`)
    stop.abort()
    await watching
    await backend.close()
  })
})

describe('the socket of Docker', () => {
  let home: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'ak-'))
  })
  afterEach(() => rm(home, { recursive: true, force: true }))

  it.each([
    ['the settings', true],
    ['DOCKER_HOST', false]
  ])('is watched where it is named by %s, also in a directory that comes later', async (_where, isSetting) => {
    const socket = join(home, 'run/own.sock')
    const machine = { files: filesWithin(home), homeDirectory: home, environment: isSetting ? {} : { DOCKER_HOST: `unix://${socket}` }, watch: watchPlace }
    const backend = createDockerBackend(dependenciesOf(machine, { dockerEndpoint: isSetting ? `unix://${socket}` : null }))
    const stop = new AbortController()
    let told = 0
    const watching = (async () => {
      for await (const _changed of backend.watchPlaces?.({ signal: stop.signal }) ?? []) told += 1
    })()
    await new Promise((resolve) => setTimeout(resolve, 200))
    await mkdir(join(home, 'run'))
    const engine = await serveEngine(socket, words.docker)
    await expect.poll(() => told, { timeout: 5_000 }).toBeGreaterThan(0)
    await expect.poll(async () => (await backend.detect(createTask())).state).toBe('ready')
    stop.abort()
    await watching
    await engine.close()
    await backend.close()
  })
})

async function openAndList(backend: ReturnType<typeof createDockerBackend>): Promise<unknown> {
  const engine = await backend.open(createTask())
  return engine.list(createTask())
}

/** What a killed daemon leaves: a socket file that nobody listens on. */
async function leaveSocketBehind(path: string): Promise<void> {
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  await new Promise((ended) => spawn(process.execPath, ['-e', script]).once('exit', ended))
}
