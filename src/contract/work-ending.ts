import type { ActivityEntry } from './activity'

/** Work that goes on while a person turns to something else. */
const long: ReadonlySet<string> = new Set([
  'sandboxes.create', 'sandboxes.update', 'sandboxes.duplicate', 'sandboxes.recreate', 'sandboxes.setUp', 'backends.setUp', 'backends.runRemedy',
  'images.pull', 'images.load', 'images.prune', 'files.download', 'files.upload', 'data.backUp', 'data.restore', 'run.start'
])
/** What succeeds sooner nobody waited for, in milliseconds. */
const waitedForMs = 10_000

/** How work ended that a person who was away wants to hear of; null for all other. What the command does is told where it was typed. */
export function findWorkEnding({ actor, action, outcome, durationMs }: Pick<ActivityEntry, 'actor' | 'action' | 'outcome' | 'durationMs'>): 'done' | 'failed' | null {
  if (actor === 'command' || outcome === 'cancelled' || !long.has(action)) return null
  if (outcome === 'failed') return 'failed'
  return durationMs >= waitedForMs ? 'done' : null
}
