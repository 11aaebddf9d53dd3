import { access, chmod, mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { packTar } from 'modern-tar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import type { EngineEvent, EngineObject, FilePower, ImagePower } from '#core/ports'
import { sharedNetworkName } from './create-body'
import { label, toContainerName } from './labels'
import { createTask, findRealEngines, openRealApi, openRealEngine, removeAll } from './testing/real-engines'
import { createRequest, testHome } from './testing/requests'
import { run } from './testing/run'

/** The table of differences between the engines (docs/backends.md tells them), row by row: what our users meet is the same. */
for (const real of findRealEngines()) {
  describe(`differences that ${real.title} must not show`, () => {
    const engine = openRealEngine(real)
    const api = openRealApi(real)
    const images = engine.images as ImagePower
    const files = engine.files as FilePower
    let sandbox: EngineObject

    beforeAll(async () => {
      sandbox = await start()
    })
    afterAll(() => removeAll(engine))

    async function start(...args: Parameters<typeof createRequest>): Promise<EngineObject> {
      return await engine.start(await engine.create(createRequest(...args), createTask()), createTask())
    }

    it('image import: one that was left without its tag is listed, and taken by its id', async () => {
      const archive = await packTar([{ header: { name: 'bin/', type: 'directory', size: 0 } }])
      const { signal } = createTask()
      const said = await api.text({ method: 'POST', path: '/images/create', query: { fromSrc: '-', repo: 'agentkernel-test/imported', tag: '1' }, upload: Readable.from([archive]), headers: { 'Content-Type': 'application/x-tar' }, signal })
      const id = /[0-9a-f]{64}/.exec(said)?.[0] ?? ''
      try {
        const found = (await images.list(createTask())).find((image) => image.id === `sha256:${id}`)
        expect(found?.references).toEqual(real.kind === 'docker' ? ['agentkernel-test/imported:1'] : ['agentkernel-test/imported:latest'])
        expect(await images.ensure(`sha256:${id}`, createTask())).toMatchObject({ id: `sha256:${id}` })
      } finally {
        await images.remove(`sha256:${id}`, { force: true }, createTask())
      }
      await expect(images.ensure(`sha256:${id}`, createTask())).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' })
    })

    it('name taken: told as such, at create and at rename', async () => {
      const request = createRequest()
      await engine.create(request, createTask())
      await expect(engine.create(request, createTask())).rejects.toMatchObject({ code: 'NAME_TAKEN_IN_ENGINE' })
      expect((await engine.list(createTask())).filter(({ sandboxId }) => sandboxId === request.sandboxId)).toHaveLength(1)
      const { signal } = createTask()
      const foreign = toContainerName('taken', sandbox.sandboxId)
      await api.text({ method: 'POST', path: '/containers/create', query: { name: foreign }, body: { Image: 'docker.io/library/alpine:3.20', Cmd: ['true'] }, signal })
      await expect(engine.rename?.rename(sandbox, 'taken', createTask())).rejects.toMatchObject({ code: 'NAME_TAKEN_IN_ENGINE' })
      await api.text({ method: 'DELETE', path: `/containers/${foreign}`, query: { force: true }, signal })
    })

    it.each(['ünïcödé', 'имя', '🦊', 'שלום', 'a b', 'x'.repeat(300), '../../etc', '-dash'])('illegal name "%s": an error or a sandbox, never a half-made one', async (name) => {
      const request = { ...createRequest(), name }
      const made = await engine.create(request, createTask()).catch(() => null)
      const listed = (await engine.list(createTask())).filter(({ sandboxId }) => sandboxId === request.sandboxId)
      expect(listed.map((object) => object.name)).toEqual(made ? [name] : [])
    })

    it('who made it and which limits it leaves out: Podman says so with what it made, and as its description does', async () => {
      const request = createRequest({}, { memoryMb: 128, cpus: 0.5 })
      const { learnt } = await engine.create(request, createTask())
      const { engineId } = await engine.identify(createTask())
      expect(learnt?.engineId).toBe(real.kind === 'docker' ? undefined : engineId)
      const ofControlGroups = learnt?.findings.filter(({ key }) => key !== 'openFiles' && key !== 'coreDumps')
      expect(ofControlGroups).toEqual(real.kind === 'docker' ? undefined : await engine.foresee?.(request, createTask()))
    })

    it('failed pull: an error whatever the status', async () => {
      const error = await images.pull('localhost:1/absent:1', createTask()).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'IMAGE_PULL_FAILED' })
    })

    it('exec of a missing program: 127, said aside', async () => {
      expect(await run(engine, sandbox, ['nosuch'])).toEqual({ exitCode: 127, stdout: '', stderr: '', detail: expect.stringContaining('nosuch') })
    })

    it('resize: takes effect, whatever the status', async () => {
      const session = await engine.exec(sandbox, { argv: ['sh'], environment: {}, workingDirectory: null, user: null, hasInput: true, terminal: { columns: 80, rows: 24 } }, createTask())
      await session.resize({ columns: 111, rows: 33 })
      let screen = ''
      for await (const { data } of session.output) {
        if (screen === '') setTimeout(() => void session.write(Buffer.from('stty size; exit\r')), 300)
        screen += Buffer.from(data).toString()
      }
      expect(screen).toContain('33 111')
    })

    it('Ctrl-C into a flood that nobody reads: reaches the program all the same', async () => {
      const flood = "trap 'touch /tmp/interrupted' INT; yes flood; exit 9"
      const session = await engine.exec(sandbox, { argv: ['sh', '-c', flood], environment: {}, workingDirectory: null, user: null, hasInput: true, terminal: { columns: 80, rows: 24 } }, createTask())
      // Until everything on the way is full.
      await sleep(2_000)
      await session.write(Uint8Array.of(3))
      await expect.poll(async () => (await run(engine, sandbox, ['test', '-e', '/tmp/interrupted'])).exitCode, { timeout: 10_000 }).toBe(0)
      let bytes = 0
      for await (const { data } of session.output) {
        bytes += data.byteLength
        if (bytes > 20_000_000) break
      }
      expect(bytes).toBeLessThan(20_000_000)
      expect((await session.exited).exitCode).toBe(9)
    })

    it('input, then its end: all output comes', async () => {
      expect(await run(engine, sandbox, ['sh', '-c', 'cat; echo end'], { input: 'x'.repeat(300_000) })).toMatchObject({ exitCode: 0, stdout: `${'x'.repeat(300_000)}end\n` })
    })

    it('files into tmpfs of a read-only sandbox, and into a volume of a stopped one', async () => {
      const request = createRequest({}, { isRootReadOnly: true, tmpfs: [{ target: '/tmp', sizeMb: 8, isExecutable: false }], volumes: ['/workspace'] })
      const object = await engine.create(request, createTask())
      await files.write(object, '/workspace/deep', await tarOf('a', 'on the volume'), createTask())
      await engine.start(object, createTask())
      await files.write(object, '/tmp/deep', await tarOf('a', ', in tmpfs'), createTask())
      expect((await run(engine, object, ['cat', '/workspace/deep/a', '/tmp/deep/a'])).stdout).toBe('on the volume, in tmpfs')
      expect(await files.stat(object, '/tmp/deep/a', createTask())).toMatchObject({ type: 'file', sizeBytes: 10 })
      await engine.stop(object, { graceMs: 5_000 }, createTask())
      // Podman writes below a read-only root while the sandbox is down: the root is only mounted so.
      const refused = await files.write(object, '/etc', await tarOf('a', 'x'), createTask()).then(() => 'written', (error: unknown) => (AppError.is(error) ? error.code : error))
      expect(refused).toBe(real.kind === 'docker' ? 'PERMISSION_DENIED' : 'written')
    })

    it('end of a main process and events of commands: told, and not told', async () => {
      const stop = new AbortController()
      const events: EngineEvent[] = []
      const watching = (async () => {
        for await (const event of engine.watch({ signal: stop.signal, progress: () => {} })) events.push(event)
      })()
      await pause(500)
      await run(engine, sandbox, ['echo', 'a secret argument'])
      const ending = await start({ command: ['sh', '-c', 'sleep 1; exit 9'] })
      await pause(2_500)
      stop.abort()
      await watching
      expect(events.filter((event) => 'objectId' in event && event.objectId === sandbox.objectId)).toEqual([])
      expect(events.filter((event) => 'objectId' in event && event.objectId === ending.objectId).length).toBeGreaterThanOrEqual(3)
      expect(await engine.inspect(ending, createTask())).toMatchObject({ state: 'stopped', exitCode: 9 })
    })

    it('usage: the first sample comes soon and is of this sandbox, the second has a CPU share', async () => {
      const busy = await start({ command: ['sh', '-c', 'while :; do :; done'] })
      const samples = []
      const begun = performance.now()
      for await (const usage of engine.usage?.watch(busy, { intervalMs: 1_000 }, createTask()) ?? []) {
        if (samples.push({ ...usage, afterMs: performance.now() - begun }) === 3) break
      }
      expect(samples[0]?.afterMs).toBeLessThan(2_500)
      expect(samples[0]?.cpuPercent).toBeNull()
      expect(samples[2]?.cpuPercent).toBeGreaterThan(10)
      expect(samples[2]?.cpuPercent).toBeLessThan(210)
      expect(samples[2]?.memoryBytes).toBeLessThan(128 * 1024 * 1024)
      expect(samples[2]?.memoryBytes).toBeGreaterThan(0)
      await engine.remove(busy, { force: true }, createTask())
    })

    it('stopping a stopped one, and removing one that is being removed: harmless', async () => {
      const object = await start()
      await engine.stop(object, { graceMs: 1_000 }, createTask())
      await engine.stop(object, { graceMs: 1_000 }, createTask())
      await Promise.all([1, 2, 3].map(() => engine.remove(object, { force: true }, createTask())))
      expect(await engine.inspect(object, createTask())).toBeNull()
    })

    it('what the two tell differently or not at all holds inside, or is told: limits of a process, masked paths, namespaces and devices of its own', async () => {
      const found = new Map((await engine.verify(sandbox, createRequest(), createTask())).map(({ key, verdict }) => [key, verdict]))
      const limits = (await run(engine, sandbox, ['sh', '-c', 'ulimit -Hn; ulimit -Hc'])).stdout
      const verdict = limits === '16384\n0\n' ? 'enforced' : 'weaker'
      expect([found.get('openFiles'), found.get('coreDumps'), real.title.includes('rootless') || verdict]).toEqual([verdict, verdict, real.title.includes('rootless') || 'enforced'])
      const look = 'head -c 1 /proc/kcore 2>/dev/null | wc -c; (echo h > /proc/sysrq-trigger) 2>/dev/null || echo refused; (echo x > /proc/sys/kernel/hostname) 2>/dev/null || echo refused'
      expect((await run(engine, sandbox, ['sh', '-c', look])).stdout).toBe('0\nrefused\nrefused\n')
      // On cgroup v1 Podman gives none of control groups, whatever it is asked.
      const hasOwnGroups = real.kind === 'docker' || (await access('/sys/fs/cgroup/cgroup.controllers').then(() => true, () => false))
      const namespaces = ['pid', 'ipc', 'uts', 'net', 'mnt', ...(hasOwnGroups ? ['cgroup'] : [])]
      const [inside, outside] = [await run(engine, sandbox, ['sh', '-c', `for each in ${namespaces.join(' ')}; do readlink /proc/$$/ns/$each; done`]), await Promise.all(namespaces.map((name) => readlink(`/proc/self/ns/${name}`)))]
      const own = inside.stdout.trim().split('\n')
      expect(own.map((each) => each.replace(/:.*/, ''))).toEqual(namespaces)
      expect(own.filter((each) => outside.includes(each))).toEqual([])
      const devices = (await run(engine, sandbox, ['sh', '-c', 'find /dev -type b -o -type c'])).stdout.trim().split('\n')
      expect(devices.filter((path) => !/^\/dev\/(null|zero|full|random|urandom|tty|console|ptmx|pts\/.+)$/.test(path))).toEqual([])
    })

    it('sandboxes with network do not reach each other', async () => {
      const [one, two] = await Promise.all([start({ network: true }, { capabilities: ['NET_RAW'] }), start({ network: true }, { capabilities: ['NET_RAW'] })])
      const addresses = await run(engine, one, ['ip', '-4', '-o', 'addr', 'show', 'scope', 'global'])
      const address = /inet ([\d.]+)/.exec(addresses.stdout)?.[1] ?? ''
      expect(address).not.toBe('')
      expect((await run(engine, one, ['ping', '-c1', '-W1', address])).exitCode).toBe(0)
      expect((await run(engine, two, ['ping', '-c1', '-W1', address])).exitCode).not.toBe(0)
    })

    it('shared bridge: the first starts of all make it together, and one that was made twice is used all the same', async ({ skip }) => {
      skip(real.quirks.network !== 'shared-bridge', 'each of its sandboxes has a bridge of its own')
      const { signal } = createTask()
      const twice = { method: 'POST', path: '/networks/create', body: { Name: sharedNetworkName, Driver: 'bridge', Labels: { [label.home]: 'shared' } }, signal } as const
      const made = await api.text(twice).then(() => true, () => false)
      skip(!made, 'this version of the engine takes no name twice')
      expect(await Promise.all([1, 2, 3].map(() => start({ network: true })))).toMatchObject([1, 2, 3].map(() => ({ state: 'running' })))
      const networks = JSON.parse(await api.text({ method: 'GET', path: '/networks', signal })) as { Name: string }[]
      expect(networks.filter(({ Name }) => Name === sharedNetworkName)).toHaveLength(1)
    })

    it('leaves no network and no volume of a sandbox that was removed', async () => {
      const object = await start({ network: true }, { volumes: ['/workspace'] })
      const { signal } = createTask()
      const inspected = await api.text({ method: 'GET', path: `/containers/${object.objectId}/json`, signal })
      const volume = /"Type":"volume","Name":"(\w+)"/.exec(inspected)?.[1] ?? 'none'
      await api.text({ method: 'GET', path: `/volumes/${volume}`, signal })
      await engine.remove(object, { force: true }, createTask())
      await expect(api.text({ method: 'GET', path: `/volumes/${volume}`, signal })).rejects.toMatchObject({ status: 404 })
      expect(await api.text({ method: 'GET', path: '/networks', signal })).not.toContain(object.sandboxId)
    })

    it('bridges: what a removal behind our back left is swept, nothing else', async ({ skip }) => {
      skip(real.quirks.network !== 'bridge-each', 'all its sandboxes share one bridge')
      const [lost, young, used] = await Promise.all([1, 2, 3].map(() => engine.create(createRequest({ network: true }), createTask())))
      const foreign = await engine.create({ ...createRequest({ network: true }), homeId: `${testHome}-other` }, createTask())
      const { signal } = createTask()
      for (const object of [lost, young, foreign]) await api.text({ method: 'DELETE', path: `/containers/${object?.objectId}`, query: { force: true }, signal })
      await engine.sweep?.(testHome, async (sandboxId) => sandboxId === young?.sandboxId, createTask())
      const left = await api.text({ method: 'GET', path: '/networks', signal })
      const bridgeOf = (object: EngineObject | undefined): boolean => left.includes(`agentkernel-${object?.sandboxId}`)
      expect([lost, young, used, foreign].map(bridgeOf)).toEqual([false, true, true, true])
      await engine.sweep?.(testHome, () => Promise.resolve(false), createTask())
      await engine.sweep?.(`${testHome}-other`, () => Promise.resolve(false), createTask())
    })

    it('a cover hides what a mount holds, folders and files, and cannot be lifted', async () => {
      const home = await mkdtemp(join(tmpdir(), 'agentkernel-home-'))
      await chmod(home, 0o755)
      await mkdir(join(home, '.ssh/deep'), { recursive: true })
      await writeFile(join(home, '.ssh/deep/key'), 'secret')
      await writeFile(join(home, '.netrc'), 'secret')
      await writeFile(join(home, 'open'), 'fine')
      const server = createServer()
      await new Promise<void>((listening) => server.listen(join(home, 'agent.sock'), listening))
      const covers = [{ target: '/home/user/.ssh', kind: 'directory' }, { target: '/home/user/.netrc', kind: 'file' }, { target: '/home/user/agent.sock', kind: 'file' }] as const
      const request = createRequest({}, { mounts: [{ source: home, target: '/home/user', writable: false }], covers })
      const object = await engine.start(await engine.create(request, createTask()), createTask())
      const look = 'cd /home/user; cat open; find .ssh | wc -l; cat .netrc | wc -c; [ -S agent.sock ] || echo none; umount .ssh 2>/dev/null || echo refused; touch .ssh/x 2>/dev/null || echo closed'
      expect((await run(engine, object, ['sh', '-c', look])).stdout).toBe('fine1\n0\nnone\nrefused\nclosed\n')
      expect((await engine.verify(object, request, createTask())).find(({ key }) => key === 'covers')).toMatchObject({ verdict: 'enforced' })
      const grown = { ...request, hardening: { ...request.hardening, covers: [...covers, { target: '/home/user/later', kind: 'directory' as const }] } }
      expect((await engine.verify(object, grown, createTask())).find(({ key }) => key === 'covers')).toMatchObject({ verdict: 'weaker', actual: 'open: /home/user/later' })
      await new Promise((closed) => server.close(closed))
      await engine.stop(object, { graceMs: 0 }, createTask())
      await expect(engine.start(object, createTask())).rejects.toMatchObject({ code: 'MOUNT_REFUSED', params: { path: '/home/user/agent.sock' } })
      await rm(home, { recursive: true })
    })

    it('a missing mount source is never made', async () => {
      const source = `/tmp/agentkernel-absent-${process.pid}`
      await expect(start({ mounts: [{ source, target: '/mnt', writable: false }] })).rejects.toMatchObject({ code: 'MOUNT_SOURCE_MISSING', params: { path: source } })
      await expect(access(source)).rejects.toThrow('ENOENT')
    })

    it('a mount source that vanished before the start is told as such, and not made', async () => {
      const source = await mkdtemp(join(tmpdir(), 'agentkernel-vanishing-'))
      const object = await engine.create(createRequest({ mounts: [{ source, target: '/mnt', writable: false }] }), createTask())
      await rm(source, { recursive: true })
      await expect(engine.start(object, createTask())).rejects.toMatchObject({ code: 'MOUNT_SOURCE_MISSING', params: { path: source } })
      await expect(access(source)).rejects.toThrow('ENOENT')
      expect(await engine.inspect(object, createTask())).toMatchObject({ sandboxId: object.sandboxId })
    })

    it('a volume belongs to the user who works in it', async () => {
      const object = await start({ user: '1234:567' }, { isRootReadOnly: true, capabilities: [], volumes: ['/workspace', '/deep/er/place'] })
      expect(await run(engine, object, ['sh', '-c', 'echo mine > /workspace/f && echo mine > /deep/er/place/f && stat -c %u:%g /workspace /deep/er/place/f'])).toMatchObject({ exitCode: 0, stdout: '1234:567\n1234:567\n' })
    })

    it('a directory made for files in a sandbox that is down belongs to the user who works in it', async () => {
      const object = await engine.create(createRequest({ user: '1234:567' }), createTask())
      await files.write(object, '/made/for/me', await tarOf('a', 'x'), createTask())
      await engine.start(object, createTask())
      expect(await run(engine, object, ['sh', '-c', 'echo mine > /made/for/me/f && stat -c %u:%g /made/for/me'])).toMatchObject({ exitCode: 0, stdout: '1234:567\n' })
    })
  })
}

async function tarOf(name: string, text: string): Promise<AsyncIterable<Uint8Array>> {
  return Readable.from([await packTar([{ header: { name, size: Buffer.byteLength(text), type: 'file', mode: 0o644 }, body: text }])])
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
