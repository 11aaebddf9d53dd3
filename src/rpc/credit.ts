/** How far a sender may run ahead of its receiver. */
export interface CreditWindow {
  /** Counts something that is about to be sent. One item larger than the whole window still fits into an empty one. */
  take(bytes: number): void
  /** The receiver is done with so much; more than is owed counts as all. */
  give(bytes: number): void
  /** Resolves when there is room again, at once when there is; one waiter at a time. */
  room(): Promise<void>
}

export function createCreditWindow(limitBytes: number): CreditWindow {
  let inFlight = 0
  let wake: (() => void) | undefined
  return {
    take(bytes) {
      inFlight += bytes
    },
    give(bytes) {
      inFlight = Math.max(0, inFlight - bytes)
      if (inFlight >= limitBytes) return
      wake?.()
      wake = undefined
    },
    room() {
      if (inFlight < limitBytes) return Promise.resolve()
      return new Promise((resolve) => {
        wake = resolve
      })
    }
  }
}

const bytesPerNode = 16

/** Weight of plain data, near its length as JSON; never 0, so that a flood of tiny events is bounded too. */
export function estimateSize(value: unknown): number {
  if (typeof value === 'string') return bytesPerNode + value.length
  if (typeof value !== 'object' || value === null) return bytesPerNode
  let size = bytesPerNode
  for (const [key, member] of Object.entries(value)) size += key.length + estimateSize(member)
  return size
}
