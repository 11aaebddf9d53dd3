import { describe, expect, test } from 'vitest'
import type { UpdateState } from '#contract/window-api'
import { createHastyClock } from '#core/testing/create-test-app'
import { Updates } from './updates'

function createUpdates({ isSupported = true, failure, loadFailures = [] }: { isSupported?: boolean; failure?: Error; loadFailures?: Error[] } = {}) {
  const done: string[] = []
  const log = { info: () => undefined, warn: (message: string) => void done.push(message), error: () => undefined }
  const updates = new Updates({
    // Half a minute is three tenths of a second.
    clock: createHastyClock(100),
    log,
    isSupported,
    load: async (tell) => {
      const broken = loadFailures.shift()
      if (broken) throw broken
      done.push('loaded')
      return {
        setFeed: (url) => void done.push(`feed ${url}`),
        check: async () => {
          done.push('checked')
          if (failure) throw failure
          tell({ state: 'ready', version: '2.0.0' })
        },
        quitAndInstall: () => void done.push('installed')
      }
    }
  })
  const stop = new AbortController()
  const states: UpdateState[] = []
  void (async () => {
    for await (const state of updates.follow(stop.signal)) states.push(state)
  })()
  return { updates, done, states, stop }
}

describe('updates', () => {
  test('load and ask nothing while no feed is named', async () => {
    const { updates, done, states } = createUpdates()
    await updates.apply(null)
    await updates.check()
    await updates.install()
    await expect.poll(() => states).toEqual([{ state: 'off' }])
    expect(done).toEqual([])
  })

  test('are looked for a while after a feed was named, and installed on demand', async () => {
    const { updates, done, states } = createUpdates()
    await updates.apply('https://example.com/')
    await expect.poll(() => states).toEqual([{ state: 'off' }, { state: 'idle' }, { state: 'ready', version: '2.0.0' }])
    await updates.install()
    expect(done).toEqual(['loaded', 'feed https://example.com/', 'checked', 'installed'])
  })

  test('end with the feed: nothing is looked for or installed any more', async () => {
    const { updates, done, states } = createUpdates()
    await updates.apply('https://example.com/')
    await updates.check()
    await updates.apply(null)
    await updates.install()
    await updates.check()
    expect(done).toEqual(['loaded', 'feed https://example.com/', 'checked', 'feed null'])
    await expect.poll(() => states.at(-1)).toEqual({ state: 'off' })
  })

  test('survive a feed that cannot be reached', async () => {
    const { updates, done } = createUpdates({ failure: new Error('refused') })
    await updates.apply('https://example.com/')
    await updates.check()
    expect(done).toContain('looking for updates failed')
  })

  test('say that they could not be loaded, and are loaded when they are next asked for', async () => {
    const { updates, done, states } = createUpdates({ loadFailures: [new Error('the disk is full')] })
    await updates.apply('https://example.com/')
    await expect.poll(() => states.at(-1)).toEqual({ state: 'failed', detail: 'the disk is full' })
    await updates.check()
    expect(done).toEqual(['updates cannot be looked for', 'loaded', 'feed https://example.com/', 'checked'])
    await updates.apply(null)
  })

  test('are off when the feed is taken back while the library is loaded', async () => {
    const { updates, done, states } = createUpdates()
    await Promise.all([updates.apply('https://example.com/'), updates.apply(null)])
    await expect.poll(() => states.at(-1)).toEqual({ state: 'off' })
    await updates.check()
    expect(done).not.toContain('feed https://example.com/')
    expect(done).not.toContain('checked')
  })

  test('are not ours where a package manager brings them', async () => {
    const { updates, done, states } = createUpdates({ isSupported: false })
    await updates.apply('https://example.com/')
    await expect.poll(() => states).toEqual([{ state: 'unsupported' }])
    expect(done).toEqual([])
  })
})
