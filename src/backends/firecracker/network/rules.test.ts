import { describe, expect, it } from 'vitest'
import { toRules } from './rules'

describe('the rules of a sandbox with the network on', () => {
  it('accept nothing that they do not name, in either family', () => {
    const rules = toRules(null)
    expect(rules).toMatch(/hook forward priority filter; policy drop;/)
    expect(rules.indexOf('meta nfproto ipv6 drop')).toBeLessThan(rules.indexOf('accept\n  }'))
  })

  it('name the allowed places, in numbers', () => {
    const rules = toRules([{ address: '203.0.113.7', port: 443, protocol: 'tcp' }, { address: '203.0.113.8', port: 53, protocol: 'udp' }])
    expect(rules).toContain('set allowed_tcp { type ipv4_addr . inet_service; elements = { 203.0.113.7 . 443 }; }')
    expect(rules).toContain('set allowed_udp { type ipv4_addr . inet_service; elements = { 203.0.113.8 . 53 }; }')
    expect(rules).not.toMatch(/^ {4}accept$/m)
  })

  it('refuse the host and the metadata address before any allow-list is asked', () => {
    const rules = toRules([{ address: '169.254.169.254', port: 80, protocol: 'tcp' }])
    expect(rules.indexOf('169.254.0.0/16')).toBeGreaterThan(0)
    expect(rules.indexOf('169.254.0.0/16')).toBeLessThan(rules.indexOf('@allowed_tcp accept'))
  })

  it.each([{ address: '1.2.3.4; flush ruleset', port: 1 }, { address: 'example.org', port: 1 }, { address: '::1', port: 1 }, { address: '1.2.3.4', port: 0 }, { address: '1.2.3.4', port: 1.5 }, { address: '1.2.3.4', port: 70_000 }])('take no $address port $port', ({ address, port }) => {
    expect(() => toRules([{ address, port, protocol: 'tcp' }])).toThrow(/^not a/)
  })
})
