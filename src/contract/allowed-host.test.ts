import { describe, expect, it } from 'vitest'
import { parseInput } from './invalid-input'
import { parseAllowedHost } from './allowed-host'
import { createInputSchema } from './spec'

describe('a place that a sandbox may reach', () => {
  it.each([
    ['registry.example.org', { host: 'registry.example.org', isName: true, prefix: null, port: null }],
    ['registry.example.org:443', { host: 'registry.example.org', isName: true, prefix: null, port: 443 }],
    ['localhost', { host: 'localhost', isName: true, prefix: null, port: null }],
    ['1and1.example', { host: '1and1.example', isName: true, prefix: null, port: null }],
    ['203.0.113.7', { host: '203.0.113.7', isName: false, prefix: null, port: null }],
    ['203.0.113.7:65535', { host: '203.0.113.7', isName: false, prefix: null, port: 65_535 }],
    ['10.1.0.0/16', { host: '10.1.0.0', isName: false, prefix: 16, port: null }],
    ['10.1.0.0/32:22', { host: '10.1.0.0', isName: false, prefix: 32, port: 22 }]
  ])('is read from %j', (text, expected) => {
    expect(parseAllowedHost(text)).toEqual(expected)
  })

  it.each([
    '', '*.example.org', 'https://example.org', 'example.org/', 'example.org/24', 'example.org:', 'example.org:0', 'example.org:65536', 'example.org:http', 'example.org.', '-a.org', 'a..b', 'a_b.org',
    '::1', '[::1]:80', '1.2.3', '1.2.3.4.5', '1.2.3.256', '01.2.3.4', '1.2.3.4/0', '1.2.3.4/33', '1.2.3.4; flush ruleset', `${'a'.repeat(64)}.org`, `${'a.'.repeat(127)}org`
  ])('is not %j', (text) => {
    expect(parseAllowedHost(text)).toBeNull()
    expect(() => parseInput(createInputSchema, { name: 'dev', allowedHosts: [text] })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', because: { key: 'problems.allow.bad', params: {} } }))
  })

  it('is one of at most 64', () => {
    const allowedHosts = Array.from({ length: 65 }, (_, index) => `host-${index}.example`)
    expect(() => parseInput(createInputSchema, { name: 'dev', allowedHosts })).toThrow(expect.objectContaining({ because: expect.objectContaining({ key: 'problems.too_big' }) }))
    expect(parseInput(createInputSchema, { name: 'dev', allowedHosts: allowedHosts.slice(1) }).allowedHosts).toHaveLength(64)
  })
})
