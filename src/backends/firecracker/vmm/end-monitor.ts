import type { Clock } from '#core/ports'
import { isAlive, signalProcess, type ProcessIdentity } from '../state/process-identity'

const lookAgainMs = 5
const killedMs = 5_000

/** True when the process is gone within the time. Not our child for certain, so it is looked for. */
export async function isGoneWithin(identity: ProcessIdentity | null, timeoutMs: number, clock: Clock, signal?: AbortSignal): Promise<boolean> {
  const until = clock.monotonic() + timeoutMs
  while (await isAlive(identity)) {
    if (clock.monotonic() > until) return false
    await clock.sleep(lookAgainMs, signal)
  }
  return true
}

/** Kills it, with the guest and all. */
export async function endMonitor(identity: ProcessIdentity | null, clock: Clock): Promise<void> {
  await signalProcess(identity, 'SIGKILL')
  await isGoneWithin(identity, killedMs, clock)
}
