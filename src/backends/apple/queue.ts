/** One piece of work at a time, in the order they came. One that is cancelled while it waits never begins. */
export class Queue {
  #last: Promise<unknown> = Promise.resolve()

  async run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      signal.throwIfAborted()
      return work()
    })
    this.#last = turn.catch(() => undefined)
    return await turn
  }
}
