import { describe, expect, it } from 'vitest'
import { isHeld, toChangedRules, toRules } from './rules'

describe('the rules of a sandbox with the network on', () => {
  it('accept nothing that they do not name, in either family', () => {
    const rules = toRules(null)
    expect(rules).toMatch(/hook forward priority filter; policy drop;/)
    expect(rules.indexOf('meta nfproto ipv6 drop')).toBeLessThan(rules.indexOf('accept\n  }'))
  })

  it('name the allowed places, in numbers', () => {
    const rules = toRules([{ network: '203.0.113.7', port: 443 }, { network: '10.1.0.0/16', port: null }])
    for (const rule of ['ip daddr 203.0.113.7 tcp dport 443 accept', 'ip daddr 203.0.113.7 udp dport 443 accept', 'ip daddr 10.1.0.0/16 accept']) expect(rules).toContain(`    ${rule}\n`)
    expect(rules).not.toMatch(/^ {4}accept$/m)
    expect(rules).not.toContain('dport 53')
    expect(toRules(null)).toContain('udp dport 53 accept')
  })

  it('refuse the host and the metadata address before any allow-list is asked', () => {
    const rules = toRules([{ network: '169.254.169.254', port: 80 }])
    expect(rules.indexOf('169.254.0.0/16')).toBeGreaterThan(0)
    expect(rules.indexOf('169.254.0.0/16')).toBeLessThan(rules.indexOf('169.254.169.254'))
  })

  it.each([
    ['1.2.3.4; flush ruleset', 1], ['example.org', 1], ['::1', 1], ['1.2.3.4/0', 1], ['1.2.3.4/33', 1], ['1.2.3.4/8/8', 1], ['1.2.3.4/', 1], ['1.2.3.4', 0], ['1.2.3.4', 1.5], ['1.2.3.4', 70_000]
  ])('take no %s port %s', (network, port) => {
    expect(() => toRules([{ network, port }])).toThrow(/^not a/)
  })
})

describe('other rules for a sandbox that runs', () => {
  it('take the place of the chain at once, and leave what was written down', () => {
    const [first, ...rules] = toChangedRules([{ network: '203.0.113.7', port: 443 }]).trimEnd().split('\n')
    expect(first).toBe('flush chain inet sandbox forward')
    expect(rules.every((rule) => rule.startsWith('add rule inet sandbox forward '))).toBe(true)
    expect(rules.at(-1)).toMatch(/reject with icmp type admin-prohibited$/)
  })

  it('judge what goes out each time: only answers are let through for what they answer', () => {
    expect(toRules(null)).toContain('iifname != "fc0" ct state established,related accept')
    expect(toRules(null)).not.toMatch(/^\s*ct state/m)
  })
})

describe('rules that are there', () => {
  const allowed = [{ network: '203.0.113.7', port: 443 }]
  /** As nft 1.0 lists them. */
  const listed = toRules(allowed).replaceAll('reject with icmp type admin-prohibited', 'reject with icmp admin-prohibited').replace(/ {2}set refused[^}]*\}\n/, '').replace(/ {2}chain input[^]*$/, '}\n')

  it('hold to the list they were made of', () => expect(isHeld(listed, allowed)).toBe(true))

  it.each([
    ['let something else pass', listed.replace('    ip daddr {', '    ip daddr 198.51.100.1 accept\n    ip daddr {')],
    ['lead elsewhere', listed.replace('    ip daddr {', '    jump open\n    ip daddr {')],
    ['drop nothing at their end', listed.replace('policy drop', 'policy accept')],
    ['refuse less', listed.replace(/.*169\.254.*reject.*\n/, '')],
    ['let less pass', listed.replace(/.*udp dport 443 accept\n/, '')],
    ['let pass what they write down', listed.replace(/(th dport counter \})/, '$1 accept')],
    ['are gone', '']
  ])('do not when they %s', (_, other) => {
    expect(other).not.toBe(listed)
    expect(isHeld(other, allowed)).toBe(false)
  })

  it('do not when everything public passes', () => expect(isHeld(toRules(null), allowed)).toBe(false))
})
