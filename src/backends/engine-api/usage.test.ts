import { describe, expect, it } from 'vitest'
import { toUsage } from './usage'
import { sampleSchema, type Sample } from './usage-sample'

function sample(atMs: number, cpuNs: number, memory: object = {}): Sample {
  return sampleSchema.parse({ read: new Date(atMs).toISOString(), cpu_stats: { cpu_usage: { total_usage: cpuNs } }, memory_stats: memory, pids_stats: { current: 3 } })
}

describe('usage', () => {
  it('is CPU time over wall time, 100 for one CPU', () => {
    expect(toUsage(sample(1_000, 0), null, true).cpuPercent).toBeNull()
    expect(toUsage(sample(3_000, 3e9), sample(1_000, 0), true).cpuPercent).toBe(150)
    expect(toUsage(sample(2_000, 5e9), sample(1_000, 5e9), true).cpuPercent).toBe(0)
  })

  it('is unknown when the clock was set back or the counter began anew', () => {
    expect(toUsage(sample(1_000, 2e9), sample(2_000, 1e9), true).cpuPercent).toBeNull()
    expect(toUsage(sample(2_000, 1e9), sample(1_000, 2e9), true).cpuPercent).toBeNull()
  })

  it('leaves out page cache that would be given back, on either cgroup version', () => {
    expect(toUsage(sample(1, 1, { usage: 500, stats: { total_inactive_file: 100 } }), null, true).memoryBytes).toBe(400)
    expect(toUsage(sample(1, 1, { usage: 500, stats: { inactive_file: 200 } }), null, true).memoryBytes).toBe(300)
    expect(toUsage(sample(1, 1, { usage: 500 }), null, false)).toMatchObject({ memoryBytes: 500, processes: 3 })
  })
})
