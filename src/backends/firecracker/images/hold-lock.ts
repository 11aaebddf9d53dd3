import type { Clock } from '#core/ports'

export interface LockPlace {
  /** A folder while it is held. */
  readonly path: string
  readonly clock: Clock
  /** A holder shows that it lives twice as often; one that did not for this long is dead. */
  readonly staleAfterMs: number
}

export interface HeldLock {
  /** Aborts when it is ours no longer: somebody took it from us while this machine slept, or removed it. */
  readonly lost: AbortSignal
  release(): Promise<void>
}

const pauseMs = 100

/** Waits for its turn, however long, until the signal aborts. */
export async function holdLock({ path, clock, staleAfterMs }: LockPlace, signal: AbortSignal): Promise<HeldLock> {
  const { lock } = await import('proper-lockfile')
  const lost = new AbortController()
  for (;;) {
    signal.throwIfAborted()
    try {
      const release = await lock(path, { lockfilePath: path, realpath: false, stale: staleAfterMs, retries: 0, onCompromised: (error) => lost.abort(error) })
      // Taken from us: not ours to release.
      return { lost: lost.signal, release: async () => await release().catch(() => undefined) }
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ELOCKED')) throw error
    }
    await clock.sleep(pauseMs * (0.5 + Math.random()), signal)
  }
}
