/** What a machine may move, so that one sandbox cannot have the whole disk or the whole line; 0 where it may move what it can. */
export interface Rates {
  /** Of each drive. */
  readonly diskMbPerSecond: number
  /** Of the network, in each direction. */
  readonly networkMbPerSecond: number
}

/** Firecracker's token bucket: it holds `size`, and is full again after `refill_time` milliseconds. */
interface TokenBucket {
  readonly size: number
  readonly refill_time: number
}

export interface RateLimiter {
  readonly bandwidth: TokenBucket
  readonly ops: TokenBucket
}

export const noRates: Rates = { diskMbPerSecond: 0, networkMbPerSecond: 0 }

const megabyte = 1_000_000
/** How long nothing is held up after a rest: builds, installations and downloads come in bursts. */
const burstSeconds = { disk: 8, network: 20 }
/** Operations for each megabyte: 12 KB of a disk's, 1 KB of a network's packets. */
const operationsPerMb = { disk: 80, network: 1_000 }

/** Buckets of no size are none. */
export function toRateLimiter(kind: 'disk' | 'network', mbPerSecond: number): RateLimiter {
  const toBucket = (perSecond: number): TokenBucket => ({ size: perSecond * burstSeconds[kind], refill_time: perSecond === 0 ? 0 : burstSeconds[kind] * 1_000 })
  return { bandwidth: toBucket(mbPerSecond * megabyte), ops: toBucket(mbPerSecond * operationsPerMb[kind]) }
}

/** In megabytes a second, as a monitor tells of its limiters; 0 where one of them, or one of its buckets, is not there. */
export function readRate(limiters: readonly (Partial<RateLimiter> | null | undefined)[]): number {
  const rates = limiters.map((limiter) => (limiter?.ops && limiter.bandwidth ? (limiter.bandwidth.size / limiter.bandwidth.refill_time) * (1_000 / megabyte) : 0))
  return rates.length === 0 || rates.includes(0) ? 0 : Math.max(...rates)
}
