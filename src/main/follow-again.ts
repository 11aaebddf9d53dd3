import type { Clock } from '#core/ports'

export interface Following<Told> {
  readonly follow: (signal: AbortSignal) => AsyncIterable<Told>
  readonly take: (told: Told) => void | Promise<void>
  readonly onLost: (error: unknown) => void
  readonly clock: Pick<Clock, 'sleep'>
}

/** After a stream that broke or ended, until it is tried again, in milliseconds. */
const retryAfterMs = 60_000

/** Takes what a stream tells until aborted; one that breaks is begun again. */
export async function followAgain<Told>({ follow, take, onLost, clock }: Following<Told>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      for await (const told of follow(signal)) await take(told)
    } catch (error) {
      if (!signal.aborted) onLost(error)
    }
    await clock.sleep(retryAfterMs, signal).catch(() => undefined)
  }
}
