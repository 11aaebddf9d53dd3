import * as fc from 'fast-check'
import { setTimeout as sleep } from 'node:timers/promises'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import { call, job, stream, type ApiOf } from '#contract/method'
import { createClient } from './client'
import { serve } from './serve'
import { creditWindowBytes, longestMessage } from './wire'

const table = {
  demo: {
    echo: call(z.object({ value: z.json() }), z.object({ value: z.json() })),
    half: call(z.object({ even: z.int().multipleOf(2) }), z.object({ half: z.int() }), { errors: ['SANDBOX_NOT_FOUND'] }),
    never: call(z.object({}), z.object({}), { deadlineMs: 40 }),
    work: job(z.object({ steps: z.int() }), z.object({ sum: z.int() })),
    chunks: stream(z.object({ sizes: z.array(z.int()) }), z.string()),
    silence: stream(z.object({}), z.string())
  }
} as const

interface Seen {
  aborted: unknown[]
  finished: number
  produced: number
}

function createDemo(seen: Seen): ApiOf<typeof table> {
  return {
    demo: {
      echo: async ({ value }) => ({ value }),
      half: async ({ even }) => {
        if (even === 4) throw new AppError('SANDBOX_NOT_FOUND', { name: 'four' }, { because: { key: 'reasons.four' }, remedies: [{ text: { key: 'remedies.start' }, action: 'go' }] })
        if (even === 6) throw new TypeError('a bug')
        return { half: even === 8 ? 0.5 : even / 2 }
      },
      never: (_input, options) =>
        new Promise((_resolve, reject) => {
          options?.signal?.addEventListener('abort', () => {
            seen.aborted.push(options.signal?.reason)
            reject(options.signal?.reason)
          })
        }),
      async work({ steps }, options) {
        for (let done = 1; done <= steps; done += 1) {
          options?.signal?.throwIfAborted()
          options?.onProgress?.({ step: 'count', text: { key: 'progress.count' }, done, total: steps })
          await sleep(1)
        }
        return { sum: steps }
      },
      async *chunks({ sizes }) {
        try {
          for (const size of sizes) {
            seen.produced += size
            yield 'x'.repeat(size)
          }
        } finally {
          seen.finished += 1
        }
      },
      async *silence(_input, options) {
        try {
          await new Promise((_resolve, reject) => options?.signal?.addEventListener('abort', () => reject(options.signal?.reason)))
          yield ''
        } finally {
          seen.finished += 1
        }
      }
    }
  }
}

const openPorts: MessagePort[] = []
afterEach(() => {
  for (const port of openPorts.splice(0)) port.close()
})

function connect() {
  const seen: Seen = { aborted: [], finished: 0, produced: 0 }
  const faults: string[] = []
  const { port1, port2 } = new MessageChannel()
  openPorts.push(port1, port2)
  const connection = serve(table, createDemo(seen), port1, { onFault: (error, method) => faults.push(`${method}: ${String(error.params['detail'])}`) })
  return { ...createClient(table, port2), connection, seen, faults, port1, port2 }
}

async function rejection(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason
  )
  expect(error).toBeInstanceOf(AppError)
  return error as AppError
}

describe('calls', () => {
  test('carry any plain value there and back, except a `__proto__`', async () => {
    const { api } = connect()
    const plain = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"__proto__"'))
    await fc.assert(
      fc.asyncProperty(plain, async (value) => {
        const answer = await api.demo.echo({ value: z.json().parse(value) })
        expect(JSON.stringify(answer.value)).toBe(JSON.stringify(value))
      })
    )
    expect(await api.demo.echo({ value: z.json().parse(JSON.parse('{"__proto__":1}')) })).toEqual({ value: {} })
  })

  test('arrive in the order in which they were made', async () => {
    const { api } = connect()
    const arrived: number[] = []
    await Promise.all(Array.from({ length: 500 }, (_, value) => api.demo.echo({ value }).then((answer) => arrived.push(Number(answer.value)))))
    expect(arrived).toEqual(Array.from({ length: 500 }, (_, value) => value))
  })

  test('with a bad input are refused with the field before the implementation sees it', async () => {
    const { api } = connect()
    const error = await rejection(api.demo.half({ even: 3 }))
    expect(error).toMatchObject({ code: 'INVALID_INPUT', params: { field: 'even' } })
  })

  test('that fail carry code, parameters, reason and remedies', async () => {
    const { api } = connect()
    const error = await rejection(api.demo.half({ even: 4 }))
    expect(error.toData()).toEqual({
      code: 'SANDBOX_NOT_FOUND',
      params: { name: 'four' },
      because: { key: 'reasons.four' },
      remedies: [{ text: { key: 'remedies.start' }, action: 'go' }]
    })
  })

  test('that meet a bug of ours fail as INTERNAL, told once to the host', async () => {
    const { api, faults } = connect()
    expect((await rejection(api.demo.half({ even: 6 }))).code).toBe('INTERNAL')
    expect(faults).toEqual(['demo.half: a bug'])
  })

  test('whose answer does not fit the contract are not answered with it', async () => {
    const { api, faults } = connect()
    expect((await rejection(api.demo.half({ even: 8 }))).code).toBe('INTERNAL')
    expect(faults).toHaveLength(1)
  })

  test('settle at their deadline, and the other side is told to stop', async () => {
    const { api, seen } = connect()
    expect(await rejection(api.demo.never({}))).toMatchObject({ code: 'DEADLINE_EXCEEDED', params: { what: 'demo.never', afterMs: 40 } })
    await vi.waitFor(() => expect(seen.aborted).toMatchObject([{ code: 'CANCELLED' }]))
  })

  test('settle when they are cancelled', async () => {
    const { api } = connect()
    expect((await rejection(api.demo.never({}, { signal: deadlineSignal(5), deadlineMs: 60_000 }))).code).toBe('CANCELLED')
    expect((await rejection(api.demo.echo({ value: 1 }, { signal: AbortSignal.abort() }))).code).toBe('CANCELLED')
  })

  test('in flight and later ones are rejected when the port goes away', async () => {
    const { api, connection, closed } = connect()
    const inFlight = rejection(api.demo.never({}, { deadlineMs: 60_000 }))
    await api.demo.echo({ value: 1 })
    connection.close()
    expect((await inFlight).code).toBe('DISCONNECTED')
    await closed
    expect((await rejection(api.demo.echo({ value: 1 }))).code).toBe('DISCONNECTED')
  })

  test('on a port that nobody serves settle all the same', async () => {
    const { port1, port2 } = new MessageChannel()
    openPorts.push(port1, port2)
    const { api } = createClient(table, port2)
    expect((await rejection(api.demo.echo({ value: 1 }, { deadlineMs: 30 }))).code).toBe('DEADLINE_EXCEEDED')
  })
})

describe('what may be called', () => {
  test.each(['constructor', '__proto__', 'toString', 'hidden'])('ends at the table: demo.%s is not there', async (verb) => {
    const { port1, port2 } = new MessageChannel()
    openPorts.push(port1, port2)
    const implementation = { ...createDemo({ aborted: [], finished: 0, produced: 0 }) }
    Object.assign(implementation.demo, { hidden: async () => ({ value: 'secret' }) })
    serve(table, implementation, port1)
    const { api } = createClient({ demo: { [verb]: table.demo.echo } }, port2)
    expect((await rejection(Promise.resolve(api.demo[verb]?.({ value: 1 }))) ).code).toBe('INTERNAL')
  })

  test('survives messages that make no sense', async () => {
    const { api, port2 } = connect()
    const junk = fc.oneof(fc.string(), fc.json(), fc.uint8Array(), fc.jsonValue())
    await fc.assert(
      fc.asyncProperty(junk, async (message) => {
        port2.postMessage(message)
        expect(await api.demo.echo({ value: 'still here' })).toEqual({ value: 'still here' })
      })
    )
  })

  test('ends with the connection at a message longer than any of ours', async () => {
    const { api, port2, closed } = connect()
    port2.postMessage('x'.repeat(longestMessage))
    expect(await api.demo.echo({ value: 'still here' })).toEqual({ value: 'still here' })
    port2.postMessage('x'.repeat(longestMessage + 1))
    await closed
    expect((await rejection(api.demo.echo({ value: 1 }))).code).toBe('DISCONNECTED')
  })
})

describe('jobs', () => {
  test('report progress thinned out, the last one always, then their result', async () => {
    const { api } = connect()
    const reports: number[] = []
    expect(await api.demo.work({ steps: 200 }, { onProgress: (report) => reports.push(report.done ?? 0) })).toEqual({ sum: 200 })
    expect(reports.length).toBeLessThan(20)
    expect(reports.at(-1)).toBe(200)
    expect(reports).toEqual([...reports].sort((a, b) => a - b))
  })

  test('end when they are cancelled', async () => {
    const { api } = connect()
    const cancel = new AbortController()
    const work = rejection(api.demo.work({ steps: 100_000 }, { signal: cancel.signal, onProgress: () => cancel.abort() }))
    expect((await work).code).toBe('CANCELLED')
  })

  test('are rejected when the port goes away', async () => {
    const { api, connection } = connect()
    const work = rejection(api.demo.work({ steps: 100_000 }, { onProgress: () => connection.close() }))
    expect((await work).code).toBe('DISCONNECTED')
  })
})

describe('streams', () => {
  test('deliver everything in order', async () => {
    const { api, seen } = connect()
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 40 }), async (sizes) => {
        const received: number[] = []
        for await (const chunk of api.demo.chunks({ sizes })) received.push(chunk.length)
        expect(received).toEqual(sizes)
        runs += 1
        await vi.waitFor(() => expect(seen.finished).toBe(runs))
      }),
      { numRuns: 40 }
    )
  })

  test('never run further ahead of a paused reader than the window and one event', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 1, max: 20 }), async (size, pauseAfter) => {
        const { api, seen, connection } = connect()
        // Many times the window, whatever the size.
        const sizes = Array.from({ length: Math.min(40_000, Math.ceil(4_000_000 / size)) }, () => size)
        let events = 0
        for await (const _ of api.demo.chunks({ sizes })) {
          events += 1
          if (events === pauseAfter) break
        }
        await vi.waitFor(() => expect(seen.finished).toBe(1))
        expect(seen.produced - events * size).toBeLessThanOrEqual(creditWindowBytes + size)
        connection.close()
      }),
      { numRuns: 30 }
    )
  })

  test('wait at the window while the reader does not read', async () => {
    const { api, seen } = connect()
    const reader = api.demo.chunks({ sizes: Array.from({ length: 1000 }, () => 10_000) })[Symbol.asyncIterator]()
    await reader.next()
    await sleep(50)
    expect(seen.produced).toBeGreaterThan(creditWindowBytes - 20_000)
    expect(seen.produced).toBeLessThanOrEqual(creditWindowBytes + 20_000)
    await reader.return?.()
  })

  test('stop at their source when the reader stops, also while it waits', async () => {
    const { api, seen } = connect()
    const reader = api.demo.silence({})[Symbol.asyncIterator]()
    const waiting = reader.next()
    await sleep(10)
    await reader.return?.()
    expect(await waiting).toEqual({ done: true, value: undefined })
    await vi.waitFor(() => expect(seen.finished).toBe(1))
  })

  test('stop at their source when cancelled, and the reader is told', async () => {
    const { api, seen } = connect()
    const read = async (): Promise<void> => {
      for await (const _ of api.demo.silence({}, { signal: deadlineSignal(20) })) expect.unreachable()
    }
    expect((await rejection(read())).code).toBe('CANCELLED')
    await vi.waitFor(() => expect(seen.finished).toBe(1))
  })

  test('stop at their source when the port goes away, out of credit or not', async () => {
    const { api, seen, port2 } = connect()
    const paused = api.demo.chunks({ sizes: Array.from({ length: 100 }, () => 100_000) })[Symbol.asyncIterator]()
    await paused.next()
    const waiting = rejection(api.demo.silence({})[Symbol.asyncIterator]().next() as Promise<unknown>)
    await sleep(20)
    port2.close()
    expect((await waiting).code).toBe('DISCONNECTED')
    await vi.waitFor(() => expect(seen.finished).toBe(2))
  })

  test('tell the reader what made them fail', async () => {
    const { api } = connect()
    const reader = api.demo.chunks({ sizes: [1, -1] })[Symbol.asyncIterator]()
    await reader.next()
    expect((await rejection(reader.next() as Promise<unknown>)).code).toBe('INTERNAL')
  })
})

test('listeners of a long-lived signal do not pile up', async () => {
  const { api } = connect()
  const { signal } = new AbortController()
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')
  for (let count = 0; count < 50; count += 1) await api.demo.echo({ value: count }, { signal })
  expect(removed.mock.calls.length).toBe(added.mock.calls.length)
})
