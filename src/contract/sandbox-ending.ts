import type { SandboxStatus, SandboxView } from './sandbox'

/**
 * What became of a sandbox, worst first. `lost`: its engine no longer has it. `down`: it was ended from outside, as by its engine.
 * `ended`: its program did, as one does that is done. `stopped`: somebody stopped it.
 */
export type SandboxEnding = 'failed' | 'lost' | 'down' | 'ended' | 'stopped'

const wasUp: ReadonlySet<SandboxStatus> = new Set(['running', 'starting'])

/**
 * How a sandbox ended between two looks; null when it did not. By the last status that its engine told: an engine that does not
 * answer ends nothing. What somebody stopped has an exit code as well, but neither a reason nor the mark of having run.
 */
export function findSandboxEnding(before: Pick<SandboxView, 'lastKnownStatus'>, { status, reason, wasRunning }: Pick<SandboxView, 'status' | 'reason' | 'wasRunning'>): SandboxEnding | null {
  const old = before.lastKnownStatus
  if (status === old) return null
  if (status === 'failed') return 'failed'
  if (status === 'missing') return 'lost'
  if (status !== 'stopped' || !wasUp.has(old)) return null
  if (wasRunning) return 'down'
  return reason ? 'ended' : 'stopped'
}
