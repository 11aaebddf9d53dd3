import type { SandboxStatus, SandboxView } from '#contract/sandbox'

/** What a person who was away wants to hear of. `ended`: its program did, as one does that is done. `down`: it was ended from outside, as by its engine. */
export interface Ending {
  readonly kind: 'ended' | 'down' | 'failed' | 'lost'
  readonly id: string
  readonly name: string
}

const wasUp: ReadonlySet<SandboxStatus> = new Set(['running', 'starting'])

/** What became of one sandbox between two looks; null when nothing that somebody would have to be told. */
export function findEnding(before: Pick<SandboxView, 'lastKnownStatus'> | undefined, after: SandboxView): Ending | null {
  const kind = before && toKind(before.lastKnownStatus, after)
  return kind ? { kind, id: after.id, name: after.name } : null
}

/** By the last status that its engine told: an engine that does not answer ends nothing. What somebody stopped has neither reason nor mark. */
function toKind(old: SandboxStatus, { status, reason, wasRunning }: SandboxView): Ending['kind'] | null {
  if (status === old) return null
  if (status === 'failed') return 'failed'
  if (status === 'missing') return 'lost'
  if (status !== 'stopped' || !wasUp.has(old)) return null
  if (wasRunning) return 'down'
  return reason ? 'ended' : null
}
