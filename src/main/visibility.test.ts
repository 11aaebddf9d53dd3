import { getEventListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { createVisibility, whileVisible } from './visibility'

function setUp() {
  const visibility = createVisibility()
  const counts = { opened: 0, closed: 0 }
  async function* source(signal: AbortSignal): AsyncGenerator<number> {
    counts.opened += 1
    try {
      yield counts.opened
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    } finally {
      counts.closed += 1
    }
  }
  const stop = new AbortController()
  const seen: number[] = []
  const done = (async () => {
    for await (const value of whileVisible(visibility, stop.signal, source)) seen.push(value)
  })()
  return { visibility, counts, stop, seen, done }
}

test('the source is closed while the window is hidden and opened anew when it is seen', async () => {
  const { visibility, counts, stop, seen, done } = setUp()
  await vi.waitFor(() => expect(seen).toEqual([1]))
  visibility.set(false)
  await vi.waitFor(() => expect(counts).toEqual({ opened: 1, closed: 1 }))
  await sleep(5)
  expect(counts.opened).toBe(1)
  visibility.set(true)
  await vi.waitFor(() => expect(seen).toEqual([1, 2]))
  stop.abort()
  await done
  expect(counts).toEqual({ opened: 2, closed: 2 })
})

test('leaves nothing behind on its signal, however often the window is hidden', async () => {
  const { visibility, counts, stop, done } = setUp()
  for (const times of [1, 2, 3]) {
    await vi.waitFor(() => expect(counts.opened).toBe(times))
    visibility.set(false)
    await vi.waitFor(() => expect(counts.closed).toBe(times))
    await vi.waitFor(() => expect(getEventListeners(stop.signal, 'abort')).toHaveLength(1))
    visibility.set(true)
  }
  stop.abort()
  await done
  expect(getEventListeners(stop.signal, 'abort')).toEqual([])
})

test('a hidden window opens nothing, and its end is heard', async () => {
  const { visibility, counts, stop, done } = setUp()
  await vi.waitFor(() => expect(counts.opened).toBe(1))
  visibility.set(false)
  await sleep(5)
  stop.abort()
  await done
  expect(counts).toEqual({ opened: 1, closed: 1 })
})

test('the failure of a source is not swallowed', async () => {
  const failing = whileVisible(createVisibility(), new AbortController().signal, async function* () {
    yield 1
    throw new Error('broken')
  })
  await failing.next()
  await expect(failing.next()).rejects.toThrow('broken')
})
