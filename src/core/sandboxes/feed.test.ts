import { describe, expect, it } from 'vitest'
import type { SandboxEvent } from '#contract/sandbox'
import { createHastyClock } from '../testing/create-test-app'
import { useTestApps } from '../testing/test-apps'

const start = useTestApps()

describe.each(['direct', 'rpc'] as const)('the feed of the list, %s', (transport) => {
  it('goes on feeding after a list that could not be read', async () => {
    const { api, file } = start({ transport, clock: createHastyClock(1000) })
    await api.sandboxes.create({ name: 'a' })
    const stop = new AbortController()
    let snapshots = 0
    const reading = (async () => {
      for await (const event of api.sandboxes.watch({}, { signal: stop.signal })) if (event.type === 'snapshot') snapshots += 1
    })().catch(() => {})
    await expect.poll(() => snapshots).toBeGreaterThan(0)
    file.readFailure = new Error('no disk')
    await new Promise((resolve) => setTimeout(resolve, 150))
    file.readFailure = undefined
    const before = snapshots
    await expect.poll(() => snapshots).toBeGreaterThan(before)
    stop.abort()
    await reading
  })

  it('lists not anew for a quiet reader, who hears of an engine that goes and comes back', async () => {
    const { api, backends } = start({ transport, clock: createHastyClock(1000) })
    await api.sandboxes.create({ name: 'a' })
    const stop = new AbortController()
    const counted = { quiet: 0, other: 0 }
    let statuses: string[] = []
    const reading = (['quiet', 'other'] as const).map(async (name) => {
      for await (const event of api.sandboxes.watch({ isQuiet: name === 'quiet' }, { signal: stop.signal })) {
        if (event.type === 'snapshot') counted[name] += 1
        if (event.type === 'snapshot' && name === 'quiet') statuses = event.list.sandboxes.map(({ status }) => status)
      }
    })
    await expect.poll(() => counted.other).toBeGreaterThan(5)
    // The first list, and one more when the engines are followed.
    expect(counted.quiet).toBeLessThanOrEqual(2)
    expect(statuses).toEqual(['stopped'])
    backends.docker?.daemon.setReachable(false)
    await expect.poll(() => statuses).toEqual(['unknown'])
    backends.docker?.daemon.setReachable(true)
    await expect.poll(() => statuses).toEqual(['stopped'])
    stop.abort()
    await Promise.allSettled(reading)
  })

  it('asks no engine anything for a quiet reader while none is ready, and tells it of one that somebody finds ready', async () => {
    const { api, backends } = start({ transport, clock: createHastyClock(1000), kinds: ['docker'] })
    await api.sandboxes.create({ name: 'a' })
    const docker = backends.docker
    if (!docker) throw new Error('there is a docker')
    docker.setDetection({ state: 'stopped' })
    let asked = 0
    const detect = docker.detect.bind(docker)
    docker.detect = async (task) => {
      asked += 1
      return await detect(task)
    }
    const stop = new AbortController()
    let statuses: string[] = []
    const reading = (async () => {
      for await (const event of api.sandboxes.watch({ isQuiet: true }, { signal: stop.signal })) if (event.type === 'snapshot') statuses = event.list.sandboxes.map(({ status }) => status)
    })()
    await expect.poll(() => statuses).toEqual(['unknown'])
    const before = asked
    // Ten minutes on this clock.
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(asked).toBe(before)
    docker.setDetection({ state: 'ready' })
    await api.backends.list({ refresh: true })
    await expect.poll(() => statuses).toEqual(['stopped'])
    stop.abort()
    await Promise.allSettled([reading])
  })

  it('watches the places of a backend anew when this or another process names another endpoint for it, and of no other backend', async () => {
    const window = start({ transport })
    const command = start({ sharing: window })
    const { api, backends } = window
    const watches = { docker: { begun: 0, ended: 0 }, podman: { begun: 0, ended: 0 } }
    for (const kind of ['docker', 'podman'] as const) {
      const backend = backends[kind]
      const watch = backend?.watchPlaces?.bind(backend)
      if (!backend || !watch) throw new Error('there is one')
      backend.watchPlaces = async function* (task) {
        watches[kind].begun += 1
        yield* watch(task)
        watches[kind].ended += 1
      }
    }
    const stop = new AbortController()
    const reading = (async () => {
      for await (const _event of api.sandboxes.watch({}, { signal: stop.signal }));
    })().catch(() => {})
    await expect.poll(() => watches).toEqual({ docker: { begun: 1, ended: 0 }, podman: { begun: 1, ended: 0 } })
    await api.settings.set({ theme: 'dark' })
    await api.settings.set({ dockerEndpoint: 'unix:///run/other.sock' })
    await expect.poll(() => watches).toEqual({ docker: { begun: 2, ended: 1 }, podman: { begun: 1, ended: 0 } })
    await command.api.settings.set({ dockerEndpoint: null })
    await expect.poll(() => watches).toEqual({ docker: { begun: 3, ended: 2 }, podman: { begun: 1, ended: 0 } })
    stop.abort()
    await reading
    await expect.poll(() => watches).toEqual({ docker: { begun: 3, ended: 3 }, podman: { begun: 1, ended: 1 } })
  })

  it('feeds the list: a snapshot, then what this and another process change', async () => {
    const window = start({ transport })
    const command = start({ sharing: window })
    await command.api.sandboxes.create({ name: 'a' })
    const seen: SandboxEvent[] = []
    const stop = new AbortController()
    const reading = (async () => {
      for await (const event of window.api.sandboxes.watch({}, { signal: stop.signal })) seen.push(event)
    })().catch(() => {})
    await expect.poll(() => seen[0]).toMatchObject({ type: 'snapshot', list: { sandboxes: [{ name: 'a' }] } })
    await command.api.sandboxes.start({ sandbox: 'a' })
    await expect.poll(() => seen.some((event) => event.type === 'upserted' && event.sandbox.status === 'running')).toBe(true)
    await window.api.sandboxes.create({ name: 'b' })
    await expect.poll(() => seen.some((event) => event.type === 'upserted' && event.sandbox.name === 'b' && event.sandbox.status === 'stopped')).toBe(true)
    // Of its own writes the window's file tells it nothing: what it made itself must be missed all the same.
    await command.api.sandboxes.remove({ sandbox: 'b' })
    await expect.poll(() => seen.at(-1)?.type).toBe('removed')
    stop.abort()
    await reading
  })
})
