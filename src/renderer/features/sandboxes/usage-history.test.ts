import { describe, expect, it } from 'vitest'
import type { Usage } from '#contract/sandbox'
import { latestFigure } from './usage-history'

const at = (seconds: number, cpuPercent: number | null): Usage => ({ id: 'a', at: new Date(seconds * 1000).toISOString(), cpuPercent, memoryBytes: 1, memoryLimitBytes: null, processes: null })
const read = (usage: Usage): number | null => usage.cpuPercent

describe('the figure now', () => {
  it('is that of the newest sample', () => expect(latestFigure([at(0, 5), at(2, 7)], read)).toBe(7))
  it('is the one before where a new watch has none yet', () => expect(latestFigure([at(0, 5), at(2, null)], read)).toBe(5))
  it('is none when that was too long ago, or nothing was measured', () => {
    expect(latestFigure([at(0, 5), at(30, null)], read)).toBeNull()
    expect(latestFigure([], read)).toBeNull()
  })
})
