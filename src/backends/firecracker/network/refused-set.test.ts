import { describe, expect, it } from 'vitest'
import { toCause } from './closed-networks'
import { parseRefusedSet } from './refused-set'

/** As nft 1.0.6 tells it. */
const told = (...elem: object[]): string => JSON.stringify({ nftables: [{ metainfo: { version: '1.0.6' } }, { set: { family: 'inet', name: 'refused', ...(elem.length > 0 && { elem }) } }] })
const element = (concat: unknown[], more: object = { expires: 86_390, counter: { packets: 3, bytes: 180 } }) => ({ elem: { val: { concat }, ...more } })

describe('what nft tells of what was refused', () => {
  it('is a port of an address, how often and how long ago', () => {
    expect(parseRefusedSet(told(element(['203.0.113.7', 'tcp', 443])))).toEqual([{ address: '203.0.113.7', protocol: 'tcp', port: 443, count: 3, agoMs: 10_000 }])
  })

  it('may be nothing', () => expect([parseRefusedSet(told()), parseRefusedSet('{}')]).toEqual([[], []]))

  it.each([[['x', 'tcp', 1]], [['203.0.113.7', 'icmp', 1]], [['203.0.113.7', 'tcp', 'https']], [[]]])('is left out where it is no destination: %j', (concat) => {
    expect(parseRefusedSet(told(element(concat)))).toEqual([])
  })

  it('counts once where nft does not count', () => expect(parseRefusedSet(told(element(['203.0.113.7', 'udp', 53], {})))).toMatchObject([{ count: 1, agoMs: 0 }]))
})

describe('why an address is refused', () => {
  it.each([
    ['203.0.113.7', true, 'not_listed'], ['10.1.2.3', true, 'not_listed'], ['10.1.2.3', false, 'private'], ['192.168.1.1', false, 'private'], ['10.0.2.2', false, 'host'], ['10.0.2.3', true, 'host'],
    ['127.0.0.1', true, 'host'], ['172.20.0.1', true, 'host'], ['169.254.169.254', true, 'metadata'], ['224.0.0.251', false, 'special'], ['0.0.0.0', true, 'special']
  ])('%s, with a list: %s: %s', (address, hasList, cause) => expect(toCause(address, hasList)).toBe(cause))
})
