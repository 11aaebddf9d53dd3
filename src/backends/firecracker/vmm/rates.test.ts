import { expect, it } from 'vitest'
import { readRate, toRateLimiter } from './rates'

it('lets a burst pass, and then so much each second', () => {
  expect(toRateLimiter('disk', 250)).toEqual({ bandwidth: { size: 2_000_000_000, refill_time: 8_000 }, ops: { size: 160_000, refill_time: 8_000 } })
  expect(toRateLimiter('network', 50)).toEqual({ bandwidth: { size: 1_000_000_000, refill_time: 20_000 }, ops: { size: 1_000_000, refill_time: 20_000 } })
})

it('has buckets of nothing where there is no limit, which is how one of a saved guest is taken away', () => {
  const none = { size: 0, refill_time: 0 }
  expect(toRateLimiter('disk', 0)).toEqual({ bandwidth: none, ops: none })
})

it('reads the rate back, the widest of several, and none where one is missing', () => {
  const [slow, fast] = [toRateLimiter('disk', 1), toRateLimiter('disk', 250)]
  expect([readRate([fast]), readRate([slow, fast]), readRate([fast, null]), readRate([{ bandwidth: fast.bandwidth }]), readRate([])]).toEqual([250, 250, 0, 0, 0])
})
