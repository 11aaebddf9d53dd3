import { describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import { codeOf, useTestApps } from '../testing/test-apps'

const start = useTestApps()
const listed = { name: 'dev', backend: 'firecracker' as const, allowedHosts: ['a.example:443', 'b.example'] }
const whyNot = async (work: Promise<unknown>): Promise<string | undefined> => await work.then(() => undefined, (error: unknown) => AppError.from(error).because?.key)

describe.each(['direct', 'rpc'] as const)('the list of a sandbox, %s', (transport) => {
  const startListed = async () => {
    const test = start({ transport, kinds: ['firecracker', 'docker'] })
    await test.api.sandboxes.create(listed)
    const recorded = (): readonly string[] | undefined => Object.values(test.file.document.sandboxes)[0]?.spec.allowedHosts
    const held = (): readonly string[] | undefined => [...(test.backends.firecracker?.daemon.containers.values() ?? [])][0]?.request.spec.allowedHosts
    return { ...test, recorded, held }
  }

  it('takes a place and gives one back, in the record and where it is held, and says so in the activity', async () => {
    const { api, recorded, held } = await startListed()
    expect((await api.network.allow({ sandbox: 'dev', host: 'c.example' })).spec.allowedHosts).toEqual(['a.example:443', 'b.example', 'c.example'])
    await api.network.allow({ sandbox: 'dev', host: 'c.example' })
    expect([recorded(), held()]).toEqual([['a.example:443', 'b.example', 'c.example'], ['a.example:443', 'b.example', 'c.example']])
    await api.network.deny({ sandbox: 'dev', host: 'b.example' })
    expect([recorded(), held()]).toEqual([['a.example:443', 'c.example'], ['a.example:443', 'c.example']])
    expect((await api.activity.list({})).entries.map(({ action, detail }) => [action, detail]).slice(0, 2)).toEqual([['network.deny', 'b.example'], ['network.allow', 'c.example']])
  })

  it('ends the refusal of what is put on it', async () => {
    const { api } = await startListed()
    expect((await api.network.blocked({ sandbox: 'dev' })).map(({ host }) => host)).toEqual(['evil.example'])
    await api.network.allow({ sandbox: 'dev', host: 'evil.example:443' })
    expect(await api.network.blocked({ sandbox: 'dev' })).toEqual([])
    await api.network.deny({ sandbox: 'dev', host: 'evil.example:443' })
    expect(await api.network.blocked({ sandbox: 'dev' })).toHaveLength(1)
  })

  it('is written down before anything opens, and not when it did not open', async () => {
    const { api, backends, recorded } = await startListed()
    const { daemon } = backends.firecracker ?? {}
    if (!daemon) throw new Error('no daemon')
    const seen: (readonly string[] | undefined)[] = []
    const request = daemon.request.bind(daemon)
    daemon.request = (kind, operation, task, work) => {
      if (operation === 'network.allow') seen.push(recorded())
      return request(kind, operation, task, work)
    }
    daemon.faults.failures.set('network.allow', new AppError('ENGINE_FAILED', { backend: 'firecracker', detail: 'nft' }))
    expect(await codeOf(api.network.allow({ sandbox: 'dev', host: 'c.example' }))).toBe('ENGINE_FAILED')
    expect([seen, recorded()]).toEqual([[['a.example:443', 'b.example', 'c.example']], ['a.example:443', 'b.example']])
  })

  it('stays as it is when its last place would go, or what is not on it', async () => {
    const { api, recorded } = await startListed()
    expect(await whyNot(api.network.deny({ sandbox: 'dev', host: 'b.example:80' }))).toBe('problems.allow.not_listed')
    await api.network.deny({ sandbox: 'dev', host: 'b.example' })
    expect(await whyNot(api.network.deny({ sandbox: 'dev', host: 'a.example:443' }))).toBe('problems.allow.last')
    expect(recorded()).toEqual(['a.example:443'])
    expect(await whyNot(api.network.allow({ sandbox: 'dev', host: '*.example' }))).toBe('problems.allow.bad')
    expect(await whyNot(api.network.allow({ sandbox: 'dev', host: '169.254.169.254:80' }))).toBe('problems.allow.closed')
  })

  it('does not come about by its first place, which would close all the rest', async () => {
    const { api } = start({ transport, kinds: ['firecracker', 'docker'] })
    await api.sandboxes.create({ name: 'open', backend: 'firecracker' })
    await api.sandboxes.create({ name: 'off', backend: 'firecracker', network: false })
    await api.sandboxes.create({ name: 'held-by-nothing', backend: 'docker' })
    expect(await whyNot(api.network.allow({ sandbox: 'open', host: 'a.example' }))).toBe('problems.allow.no_list')
    expect(await whyNot(api.network.allow({ sandbox: 'off', host: 'a.example' }))).toBe('problems.allow.no_network')
    expect(await codeOf(api.network.allow({ sandbox: 'held-by-nothing', host: 'a.example' }))).toBe('NOT_SUPPORTED')
    expect(await codeOf(api.network.blocked({ sandbox: 'held-by-nothing' }))).toBe('NOT_SUPPORTED')
  })
})

describe('what a sandbox reaches', () => {
  it('is told with whose choice it is, on every backend', async () => {
    const { api } = start({ kinds: ['firecracker', 'docker'] })
    await api.sandboxes.create(listed)
    await api.sandboxes.create({ name: 'open', backend: 'firecracker' })
    await api.sandboxes.create({ name: 'docker', backend: 'docker' })
    await api.sandboxes.create({ name: 'off', backend: 'docker', profile: 'restrictive' })
    expect(await api.network.rules({ sandbox: 'dev' })).toMatchObject({ reach: 'list', source: 'chosen', isHeld: true, listed: [{ entry: 'a.example:443', addresses: ['203.0.113.7'], source: 'chosen' }, { entry: 'b.example' }] })
    expect(await api.network.rules({ sandbox: 'open' })).toMatchObject({ reach: 'public', source: 'profile', isHeld: true, closed: [{ cause: 'metadata' }], listed: [] })
    expect(await api.network.rules({ sandbox: 'docker' })).toMatchObject({ reach: 'everything', source: 'profile', isHeld: false })
    expect(await api.network.rules({ sandbox: 'off' })).toMatchObject({ reach: 'nothing', source: 'profile', isHeld: true })
  })

  it('is tested by its rules, and from inside where it runs', async () => {
    const { api } = start({ kinds: ['firecracker', 'docker'] })
    await api.sandboxes.create(listed)
    expect(await api.network.test({ sandbox: 'dev', host: 'a.example:443' })).toEqual({ isAllowed: true, addresses: [{ address: '203.0.113.7', isAllowed: true, rule: 'a.example:443' }] })
    await api.sandboxes.start({ sandbox: 'dev' })
    expect(await api.network.test({ sandbox: 'dev', host: 'a.example:443' })).toMatchObject({ isReached: true })
    expect(await api.network.test({ sandbox: 'dev', host: 'b.example:80' })).toMatchObject({ isAllowed: true, isReached: false })
    expect(await api.network.test({ sandbox: 'dev', host: 'evil.example' })).toEqual({ isAllowed: false, cause: 'not_listed', addresses: [{ address: '203.0.113.7', isAllowed: false, cause: 'not_listed' }] })
    expect(await whyNot(api.network.test({ sandbox: 'dev', host: '10.0.0.0/8' }))).toBe('problems.allow.one_host')
    await api.sandboxes.create({ name: 'docker', backend: 'docker' })
    expect(await api.network.test({ sandbox: 'docker', host: 'nowhere.invalid:443' })).toEqual({ isAllowed: false, cause: 'no_address', addresses: [] })
  })
})
