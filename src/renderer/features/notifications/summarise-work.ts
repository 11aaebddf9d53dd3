import type { ActivityEntry } from '#contract/activity'
import { findWorkEnding } from '#contract/work-ending'
import type { AwayNote } from './summarise-away'

/** Work of this window that ended between two moments (milliseconds), what failed first. */
export function summariseWork(entries: readonly ActivityEntry[], fromMs: number): AwayNote[] {
  const notes = entries.flatMap((entry): AwayNote[] => {
    const outcome = findWorkEnding(entry)
    const endedMs = Date.parse(entry.at) + entry.durationMs
    if (!outcome || endedMs < fromMs) return []
    return [{ id: `work ${entry.id}`, kind: 'work', name: entry.subject, work: { action: entry.action, outcome }, at: new Date(endedMs).toISOString(), ...(entry.sandboxId !== undefined && { sandboxId: entry.sandboxId }) }]
  })
  return notes.toSorted((one, other) => Number(other.work?.outcome === 'failed') - Number(one.work?.outcome === 'failed'))
}

/** What was made by work that is told of did not just appear. */
export function joinNotes(work: readonly AwayNote[], sandboxes: readonly AwayNote[]): AwayNote[] {
  const told = new Set(work.map(({ sandboxId }) => sandboxId))
  return [...work, ...sandboxes.filter(({ kind, sandboxId }) => kind !== 'appeared' || !told.has(sandboxId))]
}
