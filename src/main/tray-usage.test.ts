import { describe, expect, test } from 'vitest'
import type { Usage } from '#contract/sandbox'
import { TrayUsage } from './tray-usage'

const log = { info: () => {}, warn: () => {}, error: () => {} }
const sample = (id: string, cpuPercent: number | null): Usage => ({ id, cpuPercent, memoryBytes: 1_048_576, memoryLimitBytes: null, processes: null, at: '2026-01-31T10:00:00.000Z' })

/** A product that answers these samples and then nothing more; `isLate`: the patience is over at once. */
function setUp(samples: readonly Usage[], isLate = false) {
  const asked: (readonly string[])[] = []
  const read: string[][] = []
  let ended = 0
  const tray = new TrayUsage({
    product: {
      sandboxes: {
        async *usage({ ids }, options) {
          asked.push(ids)
          try {
            yield* samples.filter(({ id }) => ids.includes(id))
            await new Promise((resolve) => options?.signal?.addEventListener('abort', resolve))
          } finally {
            ended += 1
          }
        }
      }
    },
    clock: { sleep: (_ms, signal) => new Promise((resolve, reject) => (isLate ? setImmediate(resolve) : signal?.addEventListener('abort', () => reject(new Error('over'))))) },
    log,
    onRead: (usage) => read.push([...usage.values()].map(({ id, cpuPercent }) => `${id} ${cpuPercent}`))
  })
  return { tray, asked, read, ended: () => ended }
}

const { signal } = new AbortController()

describe('what the tray tells of usage', () => {
  test('is read once, as soon as every sandbox has told its CPU, and nothing is left open', async () => {
    const { tray, asked, read, ended } = setUp([sample('a', null), sample('b', 7), sample('a', 3), sample('a', 99)])
    await Promise.all([tray.read(['a', 'b'], signal), tray.read(['a', 'b'], signal)])
    expect({ asked, read, ended: ended() }).toEqual({ asked: [['a', 'b']], read: [['b 7', 'a 3']], ended: 1 })
  })

  test('is what is known by then where an engine does not answer', async () => {
    const { tray, read, ended } = setUp([sample('a', null), sample('b', 7)], true)
    await tray.read(['a', 'b'], signal)
    expect({ read, ended: ended() }).toEqual({ read: [['b 7']], ended: 1 })
  })

  test('keeps what was known of those that are asked for again, and nothing of those that are gone', async () => {
    const { tray, read } = setUp([sample('a', 3), sample('b', 7)])
    await tray.read(['a', 'b'], signal)
    await tray.read(['b'], signal)
    expect(read).toEqual([['a 3', 'b 7'], ['b 7']])
  })

  test('is asked of nobody where nothing runs', async () => {
    const { tray, asked, read } = setUp([])
    await tray.read([], signal)
    expect({ asked, read }).toEqual({ asked: [], read: [] })
  })
})
