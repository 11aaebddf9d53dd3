import { AppError } from '#contract/errors'
import { defaultDeadlineMs, type Call, type CallOptions } from '#contract/method'
import { raceAbort } from '../abort'
import { fromWireError } from '../wire-error'
import { acknowledgeBytes, creditPath, type JobEvent, type SizedEvent } from '../wire'
import { openScope, withLimits, type Lifeline, type Scope } from './limits'

/** The connection as the invocations need it. */
export interface Line {
  readonly connection: Lifeline
  call(path: readonly string[], input: unknown, signal: AbortSignal): Promise<unknown>
  nextStreamId(): string
}

export async function invokeCall(line: Line, path: readonly string[], method: Call, input: unknown, options: CallOptions): Promise<unknown> {
  const what = path.join('.')
  const limits = { what, signal: options.signal, connection: line.connection, deadlineMs: options.deadlineMs ?? method.deadlineMs }
  try {
    return await withLimits(limits, (signal) => line.call(path, input, signal))
  } catch (error) {
    throw fromWireError(error, what)
  }
}

export async function invokeJob(line: Line, path: readonly string[], input: unknown, options: CallOptions): Promise<unknown> {
  const what = path.join('.')
  const scope = openScope({ what, signal: options.signal, connection: line.connection, deadlineMs: options.deadlineMs })
  const events = readEvents<JobEvent>(line, path, input, scope)
  for await (const event of events) {
    if ('result' in event) return event.result
    options.onProgress?.(event.progress)
  }
  throw new AppError('INTERNAL', { detail: `${what} ended without a result` })
}

/** Starts when first read. `return` ends it at once, also while an event is awaited. */
export function invokeStream(line: Line, path: readonly string[], input: unknown, options: CallOptions): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]() {
      const what = path.join('.')
      const scope = openScope({ what, signal: options.signal, connection: line.connection })
      const events = readStream(line, path, input, scope)
      const over = { done: true, value: undefined } as const
      let isReturned = false
      return {
        next: () => events.next().catch((error: unknown) => (isReturned ? over : Promise.reject(error))),
        return: async () => {
          isReturned = true
          scope.abort(new AppError('CANCELLED', { what }))
          scope.release()
          await events.return()
          return over
        }
      }
    }
  }
}

async function* readStream(line: Line, path: readonly string[], input: unknown, scope: Scope): AsyncGenerator<unknown, void, undefined> {
  const stream = line.nextStreamId()
  let owed = 0
  for await (const { size, event } of readEvents<SizedEvent>(line, path, { stream, input }, scope)) {
    yield event
    // Whoever asks for the next one is done with this one.
    owed += size
    if (owed < acknowledgeBytes) continue
    line.call(creditPath, { stream, bytes: owed }, scope.signal).catch(() => undefined)
    owed = 0
  }
}

async function* readEvents<E>(line: Line, path: readonly string[], input: unknown, scope: Scope): AsyncGenerator<E, void, undefined> {
  let iterator: AsyncIterator<E> | undefined
  try {
    const opening = { what: path.join('.'), signal: scope.signal, connection: line.connection, deadlineMs: defaultDeadlineMs }
    iterator = await withLimits(opening, async () => toIterator<E>(await line.call(path, input, scope.signal)))
    for (;;) {
      const step = await raceAbort(iterator.next(), scope.signal)
      if (step.done) return
      yield step.value
    }
  } catch (error) {
    throw fromWireError(error, path.join('.'))
  } finally {
    scope.release()
    iterator?.return?.().catch(() => undefined)
  }
}

/** The other side validated what it sends against the same table. */
function toIterator<E>(answer: unknown): AsyncIterator<E> {
  if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer) return (answer as AsyncIterable<E>)[Symbol.asyncIterator]()
  throw new AppError('INTERNAL', { detail: 'expected a stream of events' })
}
