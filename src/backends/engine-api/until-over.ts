import type { Clock } from '#core/ports'

const firstSilenceMs = 1_000
const longestSilenceMs = 30_000
/** What is on its way when the engine already knows the end. */
const drainMs = 250

/**
 * Pieces of a stream that may fall silent and never end, as when its engine went away behind a network: after silence,
 * ever more seldom, `isOver` is asked, whose yes is the end. Nothing is asked while the reader is busy.
 */
export async function* untilOver<T>(pieces: AsyncIterable<T>, clock: Pick<Clock, 'sleep'>, isOver: () => Promise<boolean>): AsyncGenerator<T> {
  const iterator = pieces[Symbol.asyncIterator]()
  let next = iterator.next()
  let waitMs = firstSilenceMs
  let isLast = false
  for (;;) {
    const piece = await within(next, waitMs, clock)
    if (piece?.done || (piece === null && isLast)) return
    if (piece === null) {
      isLast = await isOver()
      waitMs = isLast ? drainMs : Math.min(waitMs * 2, longestSilenceMs)
      continue
    }
    yield piece.value
    next = iterator.next()
    waitMs = firstSilenceMs
    isLast = false
  }
}

/** Null when it takes longer. */
async function within<T>(work: Promise<T>, ms: number, clock: Pick<Clock, 'sleep'>): Promise<T | null> {
  const settled = new AbortController()
  const patience = clock.sleep(ms, settled.signal).then(() => null, () => null)
  return await Promise.race([work, patience]).finally(() => settled.abort())
}
