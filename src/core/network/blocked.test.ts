import { expect, it } from 'vitest'
import { toBlocked } from './blocked'

const attempt = { host: '203.0.113.7', names: [], port: 443, protocol: 'tcp', cause: 'not_listed', count: 2, at: 0 } as const

it('says what a list would need for a place that was refused', () => {
  expect(toBlocked(attempt)).toEqual({ host: '203.0.113.7', address: '203.0.113.7', port: 443, protocol: 'tcp', cause: 'not_listed', count: 2, lastAt: '1970-01-01T00:00:00.000Z', rule: '203.0.113.7:443' })
  expect(toBlocked({ ...attempt, names: ['a.example', 'b.example'] })).toMatchObject({ host: 'a.example', address: '203.0.113.7', rule: 'a.example:443' })
  expect(toBlocked({ ...attempt, host: 'a.example', port: null, protocol: null })).toEqual({ host: 'a.example', cause: 'not_listed', count: 2, lastAt: '1970-01-01T00:00:00.000Z', rule: 'a.example' })
})

it.each(['private', 'metadata', 'host', 'special'] as const)('names no rule that would open %s', (cause) => {
  expect(toBlocked({ ...attempt, cause })).not.toHaveProperty('rule')
})
