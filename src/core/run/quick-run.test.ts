import { describe, expect, it } from 'vitest'
import type { RunEvent } from '#contract/run'
import { codeOf, useTestApps } from '../testing/test-apps'

const start = useTestApps()

describe.each(['direct', 'rpc'] as const)('a quick run over %s', (transport) => {
  it('tells its output and its exit code, and leaves nothing', async () => {
    const { api, file, backends } = start({ transport })
    const seen: RunEvent[] = []
    for await (const event of api.run.start({ command: ['sh', '-c', 'echo out; exit 3'], image: 'alpine:3.20' })) {
      seen.push(event)
      if (event.type === 'exited') break
    }
    expect(seen.map(({ type }) => type)).toEqual(expect.arrayContaining(['started', 'output', 'exited']))
    expect(seen.at(-1)).toMatchObject({ type: 'exited', exitCode: 3, hasTimedOut: false })
    await expect.poll(() => file.document.sandboxes).toEqual({})
    await expect.poll(() => backends.docker?.daemon.containers.size).toBe(0)
  })

  it('can be kept under a name after it ended', async () => {
    const { api, file } = start({ transport })
    const names: string[] = []
    for await (const event of api.run.start({ command: ['true'], image: 'alpine:3.20' })) {
      if (event.type === 'exited') await api.run.keep({ sandbox: Object.keys(file.document.sandboxes)[0] ?? '', name: 'mine' })
      if ('sandbox' in event) names.push(event.sandbox.name)
    }
    expect(names).toEqual([expect.stringMatching(/^run-[a-z0-9]{8}$/), 'mine'])
    expect(Object.values(file.document.sandboxes).map(({ name }) => name)).toEqual(['mine'])
    expect(await codeOf(api.run.keep({ sandbox: 'mine' }))).toBe('SESSION_NOT_FOUND')
  })

  it('ends its command after the time it was given', async () => {
    const { api } = start({ transport })
    let last: RunEvent | undefined
    for await (const event of api.run.start({ command: ['sleep', '60'], image: 'alpine:3.20', timeoutMs: 150 })) {
      last = event
      if (event.type === 'exited') break
    }
    expect(last).toMatchObject({ type: 'exited', hasTimedOut: true })
  })

  it('that is left while it runs is ended and removed', async () => {
    const { api, file } = start({ transport })
    const leave = new AbortController()
    const reading = (async () => {
      for await (const event of api.run.start({ command: ['sleep', '60'], image: 'alpine:3.20' }, { signal: leave.signal })) if (event.type === 'started') leave.abort()
    })().catch(() => undefined)
    await reading
    await expect.poll(() => file.document.sandboxes).toEqual({})
  })

  it('that is still open when the product closes is removed before that is done', async () => {
    const { api, file, close } = start({ transport })
    const reading = (async () => {
      for await (const event of api.run.start({ command: ['true'], image: 'alpine:3.20' })) if (event.type === 'exited') return close()
    })()
    await reading
    expect(file.document.sandboxes).toEqual({})
  })

  it('fails with the reason when its image is not there, and leaves nothing', async () => {
    const { api, file } = start({ transport })
    const read = async (): Promise<void> => {
      for await (const _event of api.run.start({ command: ['true'], image: 'nobody/nothing:1' })) void _event
    }
    expect(await codeOf(read())).toBe('IMAGE_NOT_FOUND')
    expect(file.document.sandboxes).toEqual({})
  })
})
