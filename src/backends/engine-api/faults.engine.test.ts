import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Engine, EngineEvent, EngineObject, ExecSession } from '#core/ports'
import { toContainerName } from './labels'
import { CuttingProxy } from './testing/cutting-proxy'
import { createTask, findRealEngines, openRealApi, openRealEngine, removeAll, type RealEngine } from './testing/real-engines'
import { createRequest } from './testing/requests'
import { run } from './testing/run'

for (const real of findRealEngines()) {
  describe(`faults on ${real.title}`, () => {
    let proxy: CuttingProxy
    let engine: Engine
    let sandbox: EngineObject

    beforeAll(async () => {
      proxy = await CuttingProxy.open(real.socketPath)
      engine = openRealEngine(real, proxy.socketPath)
      sandbox = await engine.start(await engine.create(createRequest(), createTask()), createTask())
    })
    afterEach(() => proxy.heal())
    afterAll(async () => {
      await removeAll(openRealEngine(real))
      await proxy.close()
    })

    it('daemon restarted mid-exec: output and exit are told unreachable, never an exit code', async () => {
      const session = await open(['sh', '-c', 'echo begun; sleep 60'])
      expect(await firstOf(session)).toBe('begun\n')
      proxy.goDown()
      expect(await endsOf(session)).toEqual(['BACKEND_UNREACHABLE', 'BACKEND_UNREACHABLE'])
    })

    it('connection cut mid-exec while the engine lives: told unreachable as well', async () => {
      const session = await open(['sh', '-c', 'echo begun; sleep 60'])
      expect(await firstOf(session)).toBe('begun\n')
      proxy.cutAll()
      expect(await endsOf(session)).toEqual(['BACKEND_UNREACHABLE', 'BACKEND_UNREACHABLE'])
    })

    it('daemon gone while a silent stream stays open: noticed by asking for the exit', async () => {
      proxy.break(/\/exec\/\w+\/start/, { type: 'never-end' })
      const session = await open(['sleep', '60'])
      proxy.break(/\/exec\/\w+\/json/, { type: 'cut', afterBytes: 0 })
      expect(await endsOf(session)).toEqual(['BACKEND_UNREACHABLE', 'BACKEND_UNREACHABLE'])
    })

    it('half-closed stream that never ends: the exit is found all the same, with all output', async () => {
      proxy.break(/\/exec\/\w+\/start/, { type: 'never-end' })
      expect(await run(engine, sandbox, ['sh', '-c', 'echo out; exit 4'])).toEqual({ exitCode: 4, stdout: 'out\n', stderr: '' })
    })

    it('garbage where output frames should be is an error, not output', async () => {
      const upgraded = Buffer.from('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n')
      proxy.break(/\/exec\/\w+\/start/, { type: 'answer', bytes: Buffer.concat([upgraded, Buffer.from('\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0002ok' + 'garbage!'.repeat(4), 'latin1')]), staysOpen: true })
      const session = await open(['true'])
      const pieces: string[] = []
      await expect(collect(session, pieces)).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' })
      expect(pieces.join('')).toBe('ok')
    })

    it('a frame that is cut in the middle is an error', async () => {
      const session = await open(['sh', '-c', 'sleep 0.3; head -c 200000 /dev/zero; sleep 60'])
      const read = collect(session, [])
      proxy.break(/./, { type: 'cut', afterBytes: 0 })
      setTimeout(() => proxy.cutAll(), 600)
      await expect(read).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' })
    })

    it('answers that come byte by byte are the same answers', async () => {
      proxy.break(/./, { type: 'split', bytes: 1 })
      expect(await run(engine, sandbox, ['sh', '-c', 'cat; echo err >&2; exit 3'], { input: 'ünïcödé' })).toEqual({ exitCode: 3, stdout: 'ünïcödé', stderr: 'err\n' })
      expect((await engine.list(createTask())).map(({ sandboxId }) => sandboxId)).toContain(sandbox.sandboxId)
    })

    it('socket gone: told unreachable at once', async () => {
      const absent = openRealEngine(real, '/nonexistent/engine.sock')
      await expect(absent.list(createTask())).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' })
      await expect(absent.exec(sandbox, request(['true']), createTask())).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' })
    })

    it('socket that accepts and never answers: every call ends with its deadline', async () => {
      proxy.break(/./, { type: 'silent' })
      const calls: ((task: Task) => Promise<unknown>)[] = [
        (task) => engine.list(task),
        (task) => engine.inspect(sandbox, task),
        (task) => engine.start(sandbox, task),
        (task) => engine.stop(sandbox, { graceMs: 0 }, task),
        (task) => engine.exec(sandbox, request(['true']), task),
        (task) => engine.images?.list(task) ?? Promise.resolve()
      ]
      for (const call of calls) {
        const { task, reason } = deadline(200)
        await expect(call(task)).rejects.toBe(reason)
      }
    })

    it('an answer cut in half is told unreachable, and nothing hangs', async () => {
      proxy.break(/GET \/containers/, { type: 'cut', afterBytes: 400 })
      await expect(engine.inspect(sandbox, createTask(5_000))).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' })
    })

    it("a page of a proxy in front of the engine is told as the engine's failure, without markup", async () => {
      const page = '<html><head><title>502</title><style>b{}</style></head><body><h1>502 Bad Gateway</h1></body></html>'
      proxy.break(/GET \/containers/, { type: 'answer', bytes: `HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: ${page.length}\r\n\r\n${page}` })
      const error: unknown = await engine.list(createTask()).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'ENGINE_FAILED', params: { detail: '502 Bad Gateway' } })
    })

    it('events survive a dropped connection, and say that something may have been missed', async () => {
      const stop = new AbortController()
      const events = engine.watch({ signal: stop.signal, progress: () => {} })[Symbol.asyncIterator]()
      const first = nextUntil(events, 'lost')
      await pause(500)
      proxy.goDown()
      expect(await first).toMatchObject({ type: 'lost' })
      const next = nextUntil(events, 'resynced')
      await pause(400)
      proxy.heal()
      expect(await next).toEqual({ type: 'resynced' })
      const change = nextOf(events, sandbox)
      await engine.stop(sandbox, { graceMs: 5_000 }, createTask())
      expect(await change).toMatchObject({ type: 'changed', objectId: sandbox.objectId })
      stop.abort()
      expect(await nextUntil(events, 'lost')).toBeUndefined()
      await engine.start(sandbox, createTask())
    })

    it('logs that break off while they are followed are told unreachable', async () => {
      const talker = await start({ command: ['sh', '-c', 'echo said; sleep 60'] })
      const lines = engine.logs?.read(talker, { follow: true }, createTask())[Symbol.asyncIterator]()
      expect((await lines?.next())?.value).toMatchObject({ text: 'said\n' })
      proxy.cutAll()
      await expect(lines?.next()).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' })
    })

    it('logs that fall silent while they are followed end with their program, or are told unreachable', async () => {
      const frame = '\u0001\u0000\u0000\u0000\u0000\u0000\u0000\u0005said\n'
      proxy.break(/\/logs\?/, { type: 'answer', bytes: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nd\r\n${frame}\r\n`, staysOpen: true })
      const stopped = await engine.create(createRequest(), createTask())
      expect(await followed(stopped)).toEqual(['said\n'])
      proxy.break(/\/json\?/, { type: 'cut', afterBytes: 0 })
      await expect(followed(sandbox)).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' })
    })

    it('a create that is cancelled while the engine works leaves nothing', async () => {
      const wanted = createRequest()
      proxy.break(/POST \/containers\/create/, { type: 'delay', ms: 200 })
      const { task, reason } = deadline(100)
      await expect(engine.create(wanted, task)).rejects.toBe(reason)
      await pause(500)
      expect((await openRealEngine(real).list(createTask())).map(({ sandboxId }) => sandboxId)).not.toContain(wanted.sandboxId)
    })

    it('a create whose answer is lost leaves nothing', async () => {
      const wanted = createRequest()
      proxy.break(/POST \/containers\/create/, { type: 'cut', afterBytes: 1 })
      await expect(engine.create(wanted, createTask())).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' })
      expect((await openRealEngine(real).list(createTask())).map(({ sandboxId }) => sandboxId)).not.toContain(wanted.sandboxId)
    })

    it('a foreign container of our name is told, and left alone', async () => {
      const wanted = createRequest()
      await withForeign(real, toContainerName(wanted.name, wanted.sandboxId), async (isThere) => {
        await expect(engine.create(wanted, createTask())).rejects.toMatchObject({ code: 'NAME_TAKEN_IN_ENGINE', params: { name: wanted.name } })
        expect(await isThere()).toBe(true)
      })
    })

    it('a pull that breaks off, and one that fails in a good answer, are errors', async () => {
      const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'
      const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`
      proxy.break(/POST \/images\/create/, { type: 'answer', bytes: head + chunk('{"status":"Pulling fs layer","id":"aa"}\n{"status":"Downl') })
      await expect(engine.images?.pull('agentkernel-test/cut:1', createTask())).rejects.toMatchObject({ code: 'BACKEND_UNREACHABLE' })
      proxy.heal()
      proxy.break(/POST \/images\/create/, { type: 'answer', bytes: head + chunk('{"status":"x"}\n{"errorDetail":{"message":"manifest unknown"}}\n') + chunk('') })
      await expect(engine.images?.pull('agentkernel-test/cut:1', createTask())).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' })
      proxy.heal()
      proxy.break(/POST \/images\/create/, { type: 'answer', bytes: head + chunk('{"status":"x"}\n') + chunk('') })
      await expect(engine.images?.pull('agentkernel-test/cut:1', createTask())).rejects.toMatchObject({ code: 'IMAGE_PULL_FAILED' })
    })

    async function start(spec: Parameters<typeof createRequest>[0]): Promise<EngineObject> {
      return await engine.start(await engine.create(createRequest(spec), createTask()), createTask())
    }

    async function followed(ref: EngineObject): Promise<string[]> {
      const said: string[] = []
      for await (const { text } of engine.logs?.read(ref, { follow: true }, createTask()) ?? []) said.push(text)
      return said
    }

    async function open(argv: readonly string[]): Promise<ExecSession> {
      return await engine.exec(sandbox, request(argv), createTask())
    }
  })
}

function request(argv: readonly string[]) {
  return { argv, environment: {}, workingDirectory: null, user: null, hasInput: false, terminal: null }
}

async function firstOf(session: ExecSession): Promise<string> {
  const reader = session.output[Symbol.asyncIterator]()
  readers.set(session, reader)
  const first = await reader.next()
  return first.done ? '' : Buffer.from(first.value.data).toString()
}
const readers = new WeakMap<ExecSession, AsyncIterator<unknown>>()

/** The codes with which output and exit end. */
async function endsOf(session: ExecSession): Promise<string[]> {
  const reader = readers.get(session) ?? session.output[Symbol.asyncIterator]()
  const toCode = (error: unknown): string => (AppError.is(error) ? error.code : String(error))
  return await Promise.all([reader.next().then(() => 'output went on', toCode), session.exited.then(() => 'an exit code', toCode)])
}

async function collect(session: ExecSession, pieces: string[]): Promise<void> {
  for await (const { data } of session.output) pieces.push(Buffer.from(data).toString('latin1'))
}

function deadline(ms: number): { task: Task; reason: AppError } {
  const controller = new AbortController()
  const reason = new AppError('DEADLINE_EXCEEDED', { what: 'test', afterMs: ms })
  setTimeout(() => controller.abort(reason), ms)
  return { task: { signal: controller.signal, progress: () => {} }, reason }
}

/** Others use the engine too. */
async function nextUntil(events: AsyncIterator<EngineEvent>, type: EngineEvent['type']): Promise<EngineEvent | undefined> {
  for (;;) {
    const next = await events.next()
    if (next.done) return undefined
    if (next.value.type === type) return next.value
  }
}

async function nextOf(events: AsyncIterator<EngineEvent>, { objectId }: EngineObject): Promise<EngineEvent | undefined> {
  for (;;) {
    const next = await events.next()
    if (next.done) return undefined
    if ('objectId' in next.value && next.value.objectId === objectId) return next.value
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

async function withForeign(real: RealEngine, name: string, work: (isThere: () => Promise<boolean>) => Promise<void>): Promise<void> {
  const api = openRealApi(real)
  const { signal } = createTask()
  await api.text({ method: 'POST', path: '/containers/create', query: { name }, body: { Image: 'docker.io/library/alpine:3.20', Cmd: ['true'] }, signal })
  try {
    await work(async () => await api.text({ method: 'GET', path: `/containers/${name}/json`, signal }).then(() => true, () => false))
  } finally {
    await api.text({ method: 'DELETE', path: `/containers/${name}`, query: { force: true, v: true }, signal })
  }
}
