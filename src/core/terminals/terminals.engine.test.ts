import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { api as table, type Api } from '#contract/api'
import type { TerminalEvent } from '#contract/terminal'
import { createRequest, createTask, findRealEngines, openRealEngine, removeAll, testClock } from '#backends/engine-api/testing/real-engines'
import { createScreenBuffer } from '#platform/screen-buffer'
import { createClient } from '#rpc/client'
import { serve } from '#rpc/serve'
import type { EngineObject, ExecSession } from '../ports'
import { createTerminals, type TerminalProgram } from './terminals'

const size = { columns: 120, rows: 40 }
/** 50 MB in lines as long as a screen is wide. */
const flood = `yes ${'0123456789'.repeat(8)} | head -c 50000000`

describe.each(findRealEngines())('terminals on $title', (real) => {
  const engine = openRealEngine(real)
  let object: EngineObject
  let ids = 0

  const openExec = ({ argv, environment, terminal }: TerminalProgram): Promise<ExecSession> =>
    engine.exec(object, { argv, environment, workingDirectory: null, user: null, hasInput: true, terminal }, createTask())
  const terminals = createTerminals({ findSandboxId: async (id) => id, openExec, createScreenBuffer, clock: testClock, newId: () => String((ids += 1)) })

  /** A window: what it calls goes through a real port. */
  function connect(): { terminals: Api['terminals']; close: () => void } {
    const { port1, port2 } = new MessageChannel()
    const connection = serve({ terminals: table.terminals }, { terminals: terminals.api }, port1)
    return { terminals: createClient({ terminals: table.terminals }, port2).api.terminals, close: connection.close }
  }
  async function run(script: string): Promise<string> {
    const session = await engine.exec(object, { argv: ['/bin/sh', '-c', script], environment: {}, workingDirectory: null, user: null, hasInput: false, terminal: null }, createTask())
    let text = ''
    for await (const { data } of session.output) text += Buffer.from(data).toString()
    await session.exited
    return text.trim()
  }

  beforeAll(async () => {
    const request = createRequest()
    object = await engine.create(request, createTask())
    object = await engine.start(object, createTask())
  })
  afterAll(async () => {
    await terminals.close()
    await removeAll(engine)
  })

  test('a shell answers, and its screen is restored to a window that comes back', async () => {
    const first = connect()
    const { id } = await first.terminals.open({ sandbox: 'box', size })
    const seen = follow(first.terminals.attach({ id }))
    await first.terminals.write({ id, data: 'echo $((6 * 7)) $TERM; stty size\n' })
    await vi.waitFor(() => expect(seen.text()).toMatch(/42 xterm-256color\r\n40 120/), 5000)
    first.close()

    const second = connect()
    await terminals.api.write({ id, data: 'echo while a$((1))way\n' })
    const restored = follow(second.terminals.attach({ id }))
    await vi.waitFor(() => expect(restored.text()).toContain('while a1way'), 5000)
    expect(restored.text()).toContain('42 xterm-256color')
    await second.terminals.resize({ id, size: { columns: 90, rows: 20 } })
    await second.terminals.write({ id, data: 'stty size; exit 3\n' })
    await restored.done
    expect(restored.text()).toContain('20 90')
    expect(restored.events.at(-1)).toEqual({ type: 'exited', exitCode: 3 })
    second.close()
  })

  test('50 MB reach the reader whole, within bounded memory', async () => {
    const bareSeconds = await time(async () => {
      const session = await openExec({ sandbox: '', argv: ['/bin/sh', '-c', flood], environment: {}, hasInput: true, terminal: size })
      for await (const _ of session.output);
    })
    const window = connect()
    const { id } = await window.terminals.open({ sandbox: 'box', size, command: ['/bin/sh', '-c', flood] })
    const before = memory()
    let [characters, most] = [0, 0]
    const seconds = await time(async () => {
      for await (const event of window.terminals.attach({ id })) {
        if (event.type !== 'exited') characters += event.data.length
        most = Math.max(most, memory() - before)
      }
    })
    process.stdout.write(`${real.title}: 50 MB to a window in ${seconds.toFixed(1)} s, bare ${bareSeconds.toFixed(1)} s, at most ${(most / 1e6).toFixed(0)} MB more memory\n`)
    // Every line feed gained a carriage return; what was read before the attach is on the screen only.
    expect(characters).toBeGreaterThan(48_000_000)
    expect(most).toBeLessThan(250_000_000)
    window.close()
  })

  test('Ctrl-C reaches the program in the middle of its flood', async () => {
    const window = connect()
    const { id } = await window.terminals.open({ sandbox: 'box', size, command: ['/bin/sh', '-c', `trap 'cat /proc/uptime > /tmp/interrupted; exit 9' INT; while :; do echo flood; done`] })
    const stop = new AbortController()
    const reading = drain(window.terminals.attach({ id }, { signal: stop.signal }))
    await sleep(500)
    const pressed = uptime(readFileSync('/proc/uptime', 'utf8'))
    await window.terminals.write({ id, data: '\u0003' })
    await vi.waitFor(async () => expect(await run('cat /tmp/interrupted')).toMatch(/^\d/), 5000)
    const heard = uptime(await run('cat /tmp/interrupted'))
    process.stdout.write(`${real.title}: Ctrl-C heard after ${Math.round((heard - pressed) * 1000)} ms\n`)
    stop.abort()
    await reading
    window.close()
  })

  test('closing ends the shell and what it started', async () => {
    const { id } = await terminals.api.open({ sandbox: 'box', size })
    await terminals.api.write({ id, data: 'sleep 4321\n' })
    await vi.waitFor(async () => expect(await run("ps | grep -c '[s]leep 4321'")).toBe('1'), 5000)
    await terminals.api.close({ id })
    await vi.waitFor(async () => expect(await run("ps | grep -c '[s]leep 4321'")).toBe('0'), 5000)
  })

  test('a sandbox that is stopped underneath ends its terminals', async () => {
    const { id } = await terminals.api.open({ sandbox: 'box', size })
    const seen = follow(terminals.api.attach({ id }))
    await vi.waitFor(() => expect(seen.text()).not.toBe(''), 5000)
    await engine.stop(object, { graceMs: 0 }, createTask())
    await seen.done
    expect(seen.events.at(-1)).toMatchObject({ type: 'exited' })
    expect(await terminals.api.list({})).toContainEqual(expect.objectContaining({ id, hasEnded: true }))
    await engine.start(object, createTask())
  })
})

function follow(source: AsyncIterable<TerminalEvent>) {
  const events: TerminalEvent[] = []
  const done = (async () => {
    for await (const event of source) events.push(event)
  })()
  done.catch(() => undefined)
  return { events, done, text: () => events.map((event) => (event.type === 'exited' ? '' : event.data)).join('') }
}

async function drain(source: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const _event of source);
  } catch {
    // Cancelled.
  }
}

function memory(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

function uptime(text: string): number {
  return Number(text.split(' ')[0])
}

async function time(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return (performance.now() - started) / 1000
}
