import { describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import { resolveAllowed } from './resolve-allowed'

const names: Record<string, string[]> = { 'two.example': ['203.0.113.9', '203.0.113.8'], 'one.example': ['203.0.113.8'] }
const unresolved = (host: string) => new AppError('SANDBOX_NOT_FOUND', { name: host })
const signal = new AbortController().signal
const resolveAll = async (...allowedHosts: string[]) => await resolveAllowed({ allowedHosts, resolveName: (name) => Promise.resolve(names[name] ?? []), unresolved, signal })
const resolve = async (...allowedHosts: string[]) => (await resolveAll(...allowedHosts)).allowed

describe('hosts that a sandbox may reach, in numbers', () => {
  it('are the addresses of a name, in an order that does not change', async () => {
    expect(await resolve('two.example:443')).toEqual([{ network: '203.0.113.8', port: 443 }, { network: '203.0.113.9', port: 443 }])
  })

  it('are known by the names that were given, and by no other', async () => {
    const { hosts } = await resolveAll('two.example:443', '10.0.0.0/8', 'two.example:80', 'one.example')
    expect(hosts.map(({ name, address }) => `${address} ${name}`)).toEqual(['203.0.113.8 two.example', '203.0.113.9 two.example', '203.0.113.8 one.example'])
  })

  it('are each there once', async () => {
    expect(await resolve('one.example', '203.0.113.8', '203.0.113.8/32', 'one.example:80')).toEqual([{ network: '203.0.113.8', port: null }, { network: '203.0.113.8', port: 80 }])
  })

  it.each([['10.1.2.3/8', '10.0.0.0/8'], ['203.0.113.7/25', '203.0.113.0/25'], ['255.255.255.255/1', '128.0.0.0/1'], ['203.0.113.7/31', '203.0.113.6/31']])('are the network of %s as %s', async (text, network) => {
    expect(await resolve(text)).toEqual([{ network, port: null }])
  })

  it('say which name has no address', async () => {
    await expect(resolve('one.example', 'gone.example:443')).rejects.toMatchObject({ code: 'SANDBOX_NOT_FOUND', params: { name: 'gone.example' } })
  })

  it('are waited for no longer than somebody wants them', async () => {
    const leaving = new AbortController()
    const waiting = resolveAllowed({ allowedHosts: ['slow.example'], resolveName: () => new Promise(() => undefined), unresolved, signal: leaving.signal })
    leaving.abort(new Error('left'))
    await expect(waiting).rejects.toThrow('left')
  })
})
