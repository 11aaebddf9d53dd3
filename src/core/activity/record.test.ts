import { describe, expect, it } from 'vitest'
import { codeOf, useTestApps } from '../testing/test-apps'

const start = useTestApps()

describe.each(['direct', 'rpc'] as const)('the activity over %s', (transport) => {
  it('tells what was done, to what, by whom and how it ended, and never a secret', async () => {
    const { api, app } = start({ transport })
    await api.sandboxes.create({ name: 'dev', environment: { TOKEN: 'secret-value' } })
    await app.sandboxes.start({ sandbox: 'dev' }, { actor: 'tray' })
    await (await app.openExec({ sandbox: 'dev', argv: ['echo', 'secret-argument'] })).exited
    await codeOf(api.images.pull({ image: 'nobody/nothing:1' }))
    await api.settings.set({ theme: 'dark' })
    await api.sandboxes.remove({ sandbox: 'dev', force: true })
    await expect.poll(async () => (await api.activity.list({})).entries.length).toBe(6)
    const { entries } = await api.activity.list({})
    const told = entries.map(({ action, subject, actor, outcome, detail }) => [action, subject, actor, outcome, detail]).sort()
    expect(told).toEqual([
      ['exec', 'dev', 'window', 'done', 'echo'],
      ['images.pull', 'nobody/nothing:1', 'window', 'failed', undefined],
      ['sandboxes.create', 'dev', 'window', 'done', undefined],
      ['sandboxes.remove', 'dev', 'window', 'done', undefined],
      ['sandboxes.start', 'dev', 'tray', 'done', undefined],
      ['settings.set', '', 'window', 'done', 'theme']
    ])
    expect(JSON.stringify(entries)).not.toMatch(/secret/)
  })

  it('is searched, filtered, paged and exported', async () => {
    const { api } = start({ transport })
    for (const name of ['one', 'two', 'three']) await api.sandboxes.create({ name })
    await codeOf(api.sandboxes.start({ sandbox: 'nobody' }))
    await expect.poll(async () => (await api.activity.list({})).entries.length).toBe(4)
    expect((await api.activity.list({ search: 'TWO create' })).entries.map(({ subject }) => subject)).toEqual(['two'])
    expect((await api.activity.list({ outcomes: ['failed'] })).entries).toMatchObject([{ action: 'sandboxes.start', subject: 'nobody', error: { code: 'SANDBOX_NOT_FOUND' } }])
    const first = await api.activity.list({ limit: 3 })
    expect(first.hasMore).toBe(true)
    expect((await api.activity.list({ limit: 3, before: first.entries.at(-1)?.id })).entries).toHaveLength(1)
    expect(JSON.parse((await api.activity.export({ format: 'json', nouns: ['sandboxes'] })).text)).toHaveLength(4)
    expect((await api.activity.export({ format: 'csv', search: 'two' })).text.split('\r\n')[0]).toBe('at,actor,action,subject,backend,outcome,durationMs,detail,error')
  })

  it('of another process arrives while it is watched', async () => {
    const window = start({ transport })
    const command = start({ sharing: window })
    const stop = new AbortController()
    const seen: string[] = []
    const reading = (async () => {
      for await (const { action } of window.api.activity.watch({}, { signal: stop.signal })) seen.push(action)
    })().catch(() => undefined)
    await expect.poll(async () => {
      await command.api.settings.set({ theme: 'dark' })
      return seen
    }).toContain('settings.set')
    stop.abort()
    await reading
  })
})
