import type { SandboxView } from '#contract/sandbox'
import { findSandboxEnding, type SandboxEnding } from '#contract/sandbox-ending'

/** What a person who was away wants to hear of. */
export interface Ending {
  readonly kind: Exclude<SandboxEnding, 'stopped'>
  readonly id: string
  readonly name: string
}

/** What became of one sandbox between two looks; null when nothing that somebody would have to be told. */
export function findEnding(before: Pick<SandboxView, 'lastKnownStatus'> | undefined, after: SandboxView): Ending | null {
  const kind = before ? findSandboxEnding(before, after) : null
  return kind === null || kind === 'stopped' ? null : { kind, id: after.id, name: after.name }
}
