import { AppError } from '#contract/errors'
import { parseInput } from '#contract/invalid-input'
import type { Call, CallOptions, Job, Stream } from '#contract/method'
import { progressSchema } from '#contract/progress'
import { raceAbort, untilAborted } from '../abort'
import { estimateSize, type CreditWindow } from '../credit'
import type { JobEvent, SizedEvent } from '../wire'
import { createProgressQueue } from './progress-queue'

/** One method of an implementation, its types erased: the table's schemas check what goes in and out. */
export type Implementation = (input: unknown, options: CallOptions) => unknown

function parseOutput(method: Call | Job, output: unknown): unknown {
  return checked(method.output.safeParse(output))
}

/** What our own side answers must fit the table: a misfit is a bug of ours, never sent. */
function checked(result: { success: true; data: unknown } | { success: false; error: Error }): unknown {
  if (result.success) return result.data
  throw new AppError('INTERNAL', { detail: `an answer does not fit the contract: ${result.error.message}` }, { cause: result.error })
}

export async function answerCall(method: Call, implementation: Implementation, input: unknown, signal: AbortSignal): Promise<unknown> {
  const work = Promise.resolve(implementation(parseInput(method.input, input), { signal }))
  return parseOutput(method, await raceAbort(work, signal))
}

/** Progress as it comes, thinned out, then the result. */
export async function* answerJob(method: Job, implementation: Implementation, input: unknown, signal: AbortSignal): AsyncGenerator<JobEvent, void, undefined> {
  const progress = createProgressQueue()
  const onProgress: CallOptions['onProgress'] = (report) => progress.push(progressSchema.parse(report))
  const work = Promise.resolve(implementation(parseInput(method.input, input), { signal, onProgress }))
  work.then(progress.end, progress.end)
  for await (const report of untilAborted(progress.reports(), signal)) yield { progress: report }
  yield { result: parseOutput(method, await raceAbort(work, signal)) }
}

/** Events, pulled from their source only while the receiver has room. */
export async function* answerStream(
  method: Stream,
  implementation: Implementation,
  input: unknown,
  { credit, signal }: { credit: CreditWindow; signal: AbortSignal }
): AsyncGenerator<SizedEvent, void, undefined> {
  const source = implementation(parseInput(method.input, input), { signal })
  for await (const event of untilAborted(toIterable(source), signal)) {
    const parsed = checked(method.event.safeParse(event))
    const size = estimateSize(parsed)
    credit.take(size)
    yield { size, event: parsed }
    await raceAbort(credit.room(), signal)
  }
}

function toIterable(source: unknown): AsyncIterable<unknown> {
  if (typeof source === 'object' && source !== null && isAsyncIterable(source)) return source
  throw new AppError('INTERNAL', { detail: 'a stream method answered no events' })
}

function isAsyncIterable(source: object): source is AsyncIterable<unknown> {
  return Symbol.asyncIterator in source
}
