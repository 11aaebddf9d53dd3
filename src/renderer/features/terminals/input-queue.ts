/** The contract's limit of one write, in characters. */
const mostAtOnce = 1_048_576

/** Sends what is typed in order, one call at a time; what comes meanwhile goes with the next. */
export function createInputQueue(send: (data: string) => Promise<unknown>): (data: string) => void {
  let pending = ''
  let isSending = false
  const flush = async () => {
    isSending = true
    while (pending !== '') {
      const data = pending.slice(0, mostAtOnce)
      pending = pending.slice(data.length)
      // A shell that has ended does not take input any more; its end is told by its own stream.
      await send(data).catch(() => {
        pending = ''
      })
    }
    isSending = false
  }
  return (data) => {
    pending += data
    if (!isSending) void flush()
  }
}
