export interface WriteGate {
  /** Writes; resolves at once while little is in flight, else when the terminal has caught up. */
  readonly write: (data: string) => Promise<void>
  /** Resolves when everything written so far is on the screen. */
  readonly drain: () => Promise<void>
}

/**
 * Keeps a write in flight while the next is fetched, so that parsing never waits for a frame, and never more
 * than `highWater` characters: awaiting each write is bound to the frame rate, awaiting none grows without
 * end, and Ctrl-C is answered behind all that is in flight.
 */
export function createWriteGate(write: (data: string, done: () => void) => void, highWater = 524_288): WriteGate {
  let inFlight = 0
  const waiting: { readonly level: number; readonly resolve: () => void }[] = []
  const settle = (length: number) => {
    inFlight -= length
    for (const waiter of waiting.splice(0)) {
      if (inFlight <= waiter.level) waiter.resolve()
      else waiting.push(waiter)
    }
  }
  const until = (level: number) => (inFlight <= level ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ level, resolve })))
  return {
    write(data) {
      inFlight += data.length
      write(data, () => settle(data.length))
      return until(highWater)
    },
    drain: () => until(0)
  }
}
