import type { TerminalEvent } from '#contract/terminal'

/** How much may wait for a reader before the session is no longer read. */
const capacity = 524_288
/** An event that reaches this size by joining pieces is large enough: few large ones cost both ends much less than many small ones, and what is parsed in one go is drawn once. */
const eventSize = capacity

/** Output on its way to one reader. */
export interface OutputQueue {
  push(text: string): void
  /** Resolves when the reader has caught up, or is gone. */
  room(): Promise<void>
  /** Nothing more comes; what waits is still read, then `last`. Nobody waits for room any longer. */
  finish(last?: TerminalEvent): void
  /** What comes, joined; ends after `finish`, at once when aborted. Once. */
  read(signal: AbortSignal | undefined): AsyncGenerator<TerminalEvent, void, undefined>
}

export function createOutputQueue(): OutputQueue {
  const pieces: string[] = []
  let length = 0
  let isFinished = false
  let isGone = false
  let last: TerminalEvent | undefined
  let wakeReader: (() => void) | undefined
  let wakeWriter: (() => void) | undefined

  const isFull = (): boolean => length >= capacity && !isGone && !isFinished
  const hasMore = (): boolean => !isGone && (length > 0 || !isFinished)
  const take = (): string => {
    let end = 0
    for (let size = 0; end < pieces.length && size < eventSize; end += 1) size += pieces[end]?.length ?? 0
    const text = pieces.splice(0, end).join('')
    length -= text.length
    if (!isFull()) wakeWriter?.()
    return text
  }
  const leave = (): void => {
    isGone = true
    wakeReader?.()
    wakeWriter?.()
  }

  return {
    push(text) {
      if (isGone) return
      pieces.push(text)
      length += text.length
      wakeReader?.()
    },
    async room() {
      while (isFull()) await new Promise<void>((resolve) => (wakeWriter = resolve))
    },
    finish(event) {
      isFinished = true
      last = event
      wakeReader?.()
      wakeWriter?.()
    },
    async *read(signal) {
      signal?.addEventListener('abort', leave, { once: true })
      if (signal?.aborted) leave()
      try {
        while (hasMore()) {
          if (length > 0) yield { type: 'output', data: take() }
          else await new Promise<void>((resolve) => (wakeReader = resolve))
        }
        if (!isGone && last) yield last
      } finally {
        signal?.removeEventListener('abort', leave)
        leave()
      }
    }
  }
}
