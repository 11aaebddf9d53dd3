import { describe, expect, it } from 'vitest'
import { parseAllowedHost } from '#contract/allowed-host'
import type { NetworkPolicy } from '../ports/network-power'
import { judge, type Policy } from './judge'

const host = { network: '10.0.2.0/24', cause: 'host' } as const
const metadata = { network: '169.254.0.0/16', cause: 'metadata' } as const
const open: NetworkPolicy = { closed: [host, metadata, { network: '10.0.0.0/8', cause: 'private' }], listed: null }
const entry = (text: string, ...addresses: string[]) => ({ entry: text, addresses })
const listed: NetworkPolicy = { closed: [host, metadata], listed: [entry('a.example:443', '203.0.113.7'), entry('203.0.113.9'), entry('10.0.0.0/8:22'), entry('b.example')] }

const ask = (policy: Policy, text: string, ...addresses: string[]) => {
  const parsed = parseAllowedHost(text)
  if (!parsed) throw new Error(text)
  const { isAllowed, cause, addresses: [first] } = judge(policy, { ...parsed, addresses: parsed.isName ? addresses : [parsed.host] })
  return [isAllowed, cause ?? first?.rule]
}

describe('whether a sandbox reaches a place', () => {
  it.each<[string, Policy, string, string[], readonly [boolean, string | undefined]]>([
    ['without a network', 'nothing', 'a.example', ['203.0.113.7'], [false, 'no_network']],
    ['that nothing holds', 'everything', 'a.example', ['203.0.113.7'], [true, undefined]],
    ['that nothing holds, a private place', 'everything', '192.168.1.1:80', [], [true, undefined]],
    ['a name without an address', 'everything', 'a.example', [], [false, 'no_address']],
    ['without a list, what is public', open, 'a.example:443', ['203.0.113.7'], [true, undefined]],
    ['without a list, a private network', open, '10.1.2.3', [], [false, 'private']],
    ['without a list, the host', open, '10.0.2.2:8080', [], [false, 'host']],
    ['without a list, the metadata address', open, '169.254.169.254', [], [false, 'metadata']],
    ['with one, a name on it', listed, 'A.example:443', ['203.0.113.7'], [true, 'a.example:443']],
    ['with one, the same name on any port', listed, 'a.example', ['203.0.113.7'], [true, 'a.example:443']],
    ['with one, another port', listed, 'a.example:80', ['203.0.113.7'], [false, 'not_listed']],
    ['with one, another name, whatever its address', listed, 'c.example:443', ['203.0.113.7'], [false, 'not_listed']],
    ['with one, an address that a name of it has', listed, '203.0.113.7:443', [], [true, 'a.example:443']],
    ['with one, an address on it', listed, '203.0.113.9:1', [], [true, '203.0.113.9']],
    ['with one, a private network on it', listed, '10.1.2.3:22', [], [true, '10.0.0.0/8:22']],
    ['with one, the host within a network on it', listed, '10.0.2.2:22', [], [false, 'host']],
    ['with one, what it does not name', listed, '198.51.100.1', [], [false, 'not_listed']],
    ['with one, a name before its start', listed, 'b.example', ['203.0.113.20'], [true, 'b.example']],
    ['with one, an address of that name before its start', listed, '203.0.113.20', [], [false, 'not_listed']]
  ])('%s', (_, policy, text, addresses, expected) => expect(ask(policy, text, ...addresses)).toEqual(expected))

  it('is so when one of its addresses is let through, and says what holds for each', () => {
    expect(judge(open, { host: 'a.example', isName: true, port: 443, addresses: ['10.1.2.3', '203.0.113.7'] })).toEqual({
      isAllowed: true, addresses: [{ address: '10.1.2.3', isAllowed: false, cause: 'private' }, { address: '203.0.113.7', isAllowed: true }]
    })
  })
})
