import { describe, expect, it } from 'vitest'
import type { ActivityEntry } from '#contract/activity'
import { formatDay, groupByDay } from './group-by-day'

const entry = (id: string, at: Date): ActivityEntry => ({ id, at: at.toISOString(), durationMs: 5, actor: 'window', action: 'sandboxes.start', subject: 'a', outcome: 'done' })
const noon = new Date(2026, 0, 31, 12)

describe('activity by day', () => {
  it('has one heading for each local day, before its newest entry', () => {
    const items = groupByDay([entry('3', noon), entry('2', new Date(2026, 0, 31, 0, 1)), entry('1', new Date(2026, 0, 30, 23, 59))])
    expect(items.map((item) => (item.kind === 'day' ? item.day : item.entry.id))).toEqual(['2026-01-31', '3', '2', '2026-01-30', '1'])
  })

  it('names days by the calendar, not by hours', () => {
    expect(formatDay(new Date(2026, 0, 30, 23, 59), new Date(2026, 0, 31, 0, 1), 'en')).toBe('Yesterday')
    expect(formatDay(noon, noon, 'de')).toBe('Heute')
    expect(formatDay(new Date(2026, 0, 20), noon, 'en')).toBe('Tuesday, January 20, 2026')
  })
})
