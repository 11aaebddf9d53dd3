/** Pieces between two hands: writers wait while more than `capacity` is unread, as with a real pipe. */
export interface Pipe<T> extends AsyncIterable<T> {
  /** Resolves when there is room for more, or when nobody will read any longer. */
  write(item: T): Promise<void>
  /** No more will come; what is in it is still read. May be repeated. */
  end(): void
  /** Readers get `error` at once and what is unread is lost, as when a connection breaks. */
  fail(error: unknown): void
  /** The next piece, or undefined at the end or when `signal` aborts: the piece is then kept for the next reader. */
  read(signal?: AbortSignal): Promise<T | undefined>
  /** Puts back what a reader took too much. */
  unread(item: T): void
}

export function createPipe<T>(sizeOf: (item: T) => number, capacity = 65_536): Pipe<T> {
  const items: T[] = []
  const readers = new Set<() => void>()
  const writers = new Set<() => void>()
  let unreadSize = 0
  let state: 'open' | 'ended' | 'dropped' = 'open'
  let failure: { error: unknown } | null = null

  const take = (): T | undefined => {
    const item = items.shift()
    if (item !== undefined) unreadSize -= sizeOf(item)
    if (unreadSize <= capacity) wake(writers)
    return item
  }
  const empty = (): void => {
    items.length = 0
    unreadSize = 0
    wake(writers)
    wake(readers)
  }

  const pipe: Pipe<T> = {
    async write(item) {
      if (state !== 'open' || failure) return
      items.push(item)
      unreadSize += sizeOf(item)
      wake(readers)
      if (unreadSize > capacity) await wait(writers)
    },
    end() {
      if (state === 'open') state = 'ended'
      wake(readers)
    },
    fail(error) {
      failure ??= { error }
      empty()
    },
    async read(signal) {
      for (;;) {
        if (signal?.aborted) return undefined
        if (failure) throw failure.error
        const item = take()
        if (item !== undefined || state !== 'open') return item
        await wait(readers, signal)
      }
    },
    unread(item) {
      items.unshift(item)
      unreadSize += sizeOf(item)
    },
    async *[Symbol.asyncIterator]() {
      try {
        for (let item = await pipe.read(); item !== undefined; item = await pipe.read()) yield item
      } finally {
        state = 'dropped'
        empty()
      }
    }
  }
  return pipe
}

export function createBytePipe(capacity?: number): Pipe<Uint8Array> {
  return createPipe<Uint8Array>((bytes) => bytes.length, capacity)
}

/** Resolves when woken or aborted; leaves nothing behind in either case. */
function wait(waiters: Set<() => void>, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      waiters.delete(done)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    waiters.add(done)
    signal?.addEventListener('abort', done, { once: true })
  })
}

function wake(waiters: Set<() => void>): void {
  for (const done of Array.from(waiters)) done()
}
