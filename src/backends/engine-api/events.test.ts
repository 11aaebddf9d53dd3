import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Dockerode from 'dockerode'
import { afterEach, describe, expect, it } from 'vitest'
import type { EngineEvent } from '#core/ports'
import { dockerQuirks } from '../docker/quirks'
import { createManualClock } from '../fake/manual-clock'
import { noCredentials } from '../registry/credentials'
import { EngineApi } from './engine-api'
import { watchEvents } from './events'
import { label, toContainerName } from './labels'

const seconds = 1_700_000_000
const cleanUp: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const work of cleanUp.splice(0)) await work()
})

describe('events of an engine', () => {
  it('with one time stamp are all told', async () => {
    const engine = await serveEvents()
    const watch = engine.watch()
    await engine.tell(event('start', 'one', 5), event('start', 'two', 5), event('die', 'one', 5))
    expect(await watch.next(3)).toEqual(['changed one', 'changed two', 'changed one'])
  })

  it('that come a little late are told', async () => {
    const engine = await serveEvents()
    const watch = engine.watch()
    await engine.tell(event('start', 'one', 900), event('start', 'two', 300))
    expect(await watch.next(2)).toEqual(['changed one', 'changed two'])
  })

  it('are followed without another request when it is quiet', async () => {
    const engine = await serveEvents()
    const watch = engine.watch({ isQuiet: true })
    await engine.tell(event('start', 'one', 5))
    await watch.next(1)
    await engine.pass(3_600_000)
    await engine.tell(event('start', 'two', 5))
    expect(await watch.next(1)).toEqual(['changed two'])
    expect(engine.subscriptions()).toBe(1)
  })

  it('are told once when a subscription is renewed, those of the same moment and late ones too', async () => {
    const engine = await serveEvents()
    const watch = engine.watch()
    await engine.tell(event('start', 'one', 600_000), event('start', 'two', 600_000))
    await watch.next(2)
    await engine.renew()
    expect(engine.since()).toBe(String(seconds))
    await engine.tell(event('start', 'one', 600_000), event('start', 'two', 600_000), event('start', 'three', 600_000), event('start', 'four', 600_400), event('destroy', 'one', 2_000_000))
    expect(await watch.next(3)).toEqual(['changed three', 'changed four', 'removed one'])
  })
})

/** `afterMicros`: how long after the second that all of them lie in. */
function event(action: string, sandbox: string, afterMicros: number): string {
  const labels = { [label.id]: sandbox, [label.home]: 'home' }
  const attributes = { name: toContainerName(sandbox, sandbox), ...labels }
  return `${JSON.stringify({ Action: action, Actor: { ID: `object-${sandbox}`, Attributes: attributes }, timeNano: seconds * 1e9 + afterMicros * 1e3 })}\n`
}

interface EventSource {
  /** Listens from now on; `next` waits until so many more were told. */
  watch(options?: { readonly isQuiet: boolean }): { next(count: number): Promise<string[]> }
  /** Once somebody listens. */
  tell(...lines: string[]): Promise<void>
  /** Lets so many milliseconds pass. */
  pass(ms: number): Promise<void>
  /** Lets the time of a subscription pass, until the next one is there. */
  renew(): Promise<void>
  /** How many there ever were. */
  subscriptions(): number
  /** From when on the newest subscription asked. */
  since(): string | null
}

async function serveEvents(): Promise<EventSource> {
  const folder = await mkdtemp(join(tmpdir(), 'agentkernel-events-'))
  const socketPath = join(folder, 'engine.sock')
  const listeners: { response: ServerResponse; since: string | null }[] = []
  const server = createServer((request, response) => {
    response.writeHead(200, { date: new Date(seconds * 1_000).toUTCString() }).flushHeaders()
    listeners.push({ response, since: new URL(request.url ?? '', 'http://engine').searchParams.get('since') })
  })
  await new Promise<void>((resolve) => server.listen(socketPath, resolve))
  const end = new AbortController()
  cleanUp.push(async () => {
    end.abort()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await rm(folder, { recursive: true })
  })
  const clock = createManualClock(seconds * 1_000)
  const api = new EngineApi(new Dockerode({ socketPath }), { kind: 'docker', endpoint: 'unix://engine' })
  const context = { api, quirks: dockerQuirks, clock, credentials: noCredentials, imagesWithShell: new Set<string>() }
  const arrival = async (count: number): Promise<void> => await until(() => listeners.length >= count)
  return {
    watch(options) {
      const events = watchEvents(context, { signal: end.signal, progress: () => {} }, options)
      const told: string[] = []
      void listen(events, told)
      return {
        async next(count) {
          await until(() => told.length >= count)
          return told.splice(0)
        }
      }
    },
    async tell(...lines) {
      await arrival(1)
      listeners.at(-1)?.response.write(lines.join(''))
    },
    pass: (ms) => clock.advance(ms),
    subscriptions: () => listeners.length,
    async renew() {
      const before = listeners.length
      await clock.advance(30_000)
      await arrival(before + 1)
    },
    since: () => listeners.at(-1)?.since ?? null
  }
}

async function listen(events: AsyncGenerator<EngineEvent>, told: string[]): Promise<void> {
  for await (const event of events) told.push('sandboxId' in event ? `${event.type} ${event.sandboxId}` : event.type)
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => void setTimeout(resolve, 5))
}
