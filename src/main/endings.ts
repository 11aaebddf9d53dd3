import type { SandboxStatus, SandboxView } from '#contract/sandbox'

/** What a person who was away wants to hear of. `ended`: its program ended by itself, as one does that is done. */
export interface Ending {
  readonly kind: 'ended' | 'failed' | 'lost'
  readonly id: string
  readonly name: string
}

const wasUp: ReadonlySet<SandboxStatus> = new Set(['running', 'starting'])

/** What became of one sandbox between two looks; null when nothing that somebody would have to be told. */
export function findEnding(before: Pick<SandboxView, 'lastKnownStatus'> | undefined, after: SandboxView): Ending | null {
  const kind = before && toKind(before.lastKnownStatus, after)
  return kind ? { kind, id: after.id, name: after.name } : null
}

/** The last status that its engine told: an engine that does not answer ends nothing. */
function toKind(old: SandboxStatus, { status, exitCode }: SandboxView): Ending['kind'] | null {
  if (status === old) return null
  if (status === 'failed') return 'failed'
  if (status === 'missing') return 'lost'
  return status === 'stopped' && wasUp.has(old) && exitCode !== undefined ? 'ended' : null
}
