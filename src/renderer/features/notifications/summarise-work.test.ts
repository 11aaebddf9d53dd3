import { expect, it } from 'vitest'
import type { ActivityEntry } from '#contract/activity'
import { joinNotes, summariseWork } from './summarise-work'

const at = '2026-01-31T10:00:00.000Z'
const entry = (id: string, patch: Partial<ActivityEntry>): ActivityEntry => ({ id, at, durationMs: 60_000, actor: 'window', action: 'images.pull', subject: 'node:22', outcome: 'done', ...patch })

it('tells of work that ended since, also where it had begun before, what failed first', () => {
  const since = Date.parse(at) + 30_000
  const notes = summariseWork([entry('pulled', {}), entry('before', { durationMs: 20_000 }), entry('broken', { outcome: 'failed', durationMs: 40_000 }), entry('typed', { actor: 'command' })], since)
  expect(notes.map(({ id, work }) => [id, work?.outcome])).toEqual([['work broken', 'failed'], ['work pulled', 'done']])
})

it('tells of a sandbox once that was made meanwhile', () => {
  const work = summariseWork([entry('made', { action: 'sandboxes.create', subject: 'web', sandboxId: 's1' })], 0)
  const appeared = { id: 'appeared s1', kind: 'appeared', sandboxId: 's1', name: 'web', at } as const
  const other = { ...appeared, id: 'appeared s2', sandboxId: 's2', name: 'other' } as const
  expect(joinNotes(work, [appeared, other]).map(({ id }) => id)).toEqual(['work made', 'appeared s2'])
})
