import { describe, expect, it } from 'vitest'
import { toSeries } from './to-series'

const now = Date.parse('2026-11-25T10:00:00Z')
const at = (secondsAgo: number, cpuPercent: number | null) => ({ id: 'a', cpuPercent, memoryBytes: 1, memoryLimitBytes: null, processes: 1, at: new Date(now - secondsAgo * 1000).toISOString() })
const values = (...history: ReturnType<typeof at>[]) => toSeries(history, (usage) => usage.cpuPercent, 60, now).values

describe('toSeries', () => {
  it('keeps what lies in the span', () => {
    expect(values(at(70, 1), at(4, 2), at(2, 3))).toEqual([2, 3])
  })

  it('breaks the line where nobody looked', () => {
    expect(values(at(50, 1), at(20, 2))).toEqual([1, null, 2])
  })

  it('keeps a figure that is not known yet as a gap', () => {
    expect(values(at(4, null), at(2, 3))).toEqual([null, 3])
  })

  it('leaves out what does not come after the one before', () => {
    const { times } = toSeries([at(4, 1), at(4, 2), at(6, 3), at(2, 4)], (usage) => usage.cpuPercent, 60, now)
    expect(times).toEqual([...times].sort((first, second) => first - second))
    expect(times).toHaveLength(2)
  })
})
