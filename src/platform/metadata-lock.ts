import { statSync } from 'node:fs'
import type { Clock } from '#core/ports'
import { errorCode } from './error-code'

const staleAfterMs = 10_000
/** Longer than a dead holder's lock stays fresh, so that a killed process makes nobody fail. */
const patienceMs = 20_000
/** Far below `staleAfterMs`: whoever held it longer may have lost it without knowing. */
const longestHoldMs = 5_000
const pauseMs = { first: 4, last: 100, factor: 1.4 }

export interface HeldLock {
  /** Throws when the lock may no longer be ours: to be asked right before writing. */
  assertHeld(): void
  release(): Promise<void>
}

/** The lock that every process of this home shares. Rejects with ELOCKED when it is not had in time, at once when it cannot be made. */
export async function acquireMetadataLock(file: string, lockPath: string, clock: Clock): Promise<HeldLock> {
  const { lock } = await import('proper-lockfile')
  const until = clock.monotonic() + patienceMs
  for (let pause = pauseMs.first; ; pause = Math.min(pause * pauseMs.factor, pauseMs.last)) {
    let isCompromised = false
    try {
      const release = await lock(file, { lockfilePath: lockPath, realpath: false, stale: staleAfterMs, retries: 0, onCompromised: () => (isCompromised = true) })
      return guardLock(lockPath, release, () => isCompromised)
    } catch (error) {
      if (errorCode(error) !== 'ELOCKED' || clock.monotonic() > until) throw error
    }
    await clock.sleep(pause * (0.5 + Math.random()))
  }
}

function guardLock(lockPath: string, release: () => Promise<void>, isCompromised: () => boolean): HeldLock {
  const heldSince = Date.now()
  const identity = lockIdentity(lockPath)
  return {
    assertHeld() {
      const heldMs = Math.abs(Date.now() - heldSince)
      if (!isCompromised() && heldMs < longestHoldMs && lockIdentity(lockPath) === identity) return
      throw Object.assign(new Error(`the lock was lost after ${heldMs} ms`), { code: 'ELOCKLOST' })
    },
    // A lock that is not ours any more is not ours to release.
    release: () => release().catch(() => undefined)
  }
}

/** Two processes that find the same stale lock can take it one after the other: its directory is then another one. */
function lockIdentity(lockPath: string): string {
  const stats = statSync(lockPath, { throwIfNoEntry: false, bigint: true })
  return stats ? `${stats.ino}:${stats.birthtimeNs}` : 'gone'
}
