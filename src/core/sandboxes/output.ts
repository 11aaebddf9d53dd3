import { AppError } from '#contract/errors'
import type { LogLine, Usage } from '#contract/sandbox'
import { EventQueue } from '../event-queue'
import { createStreamTask } from '../task'
import type { SandboxContext } from './context'
import { explainRefusal } from './explain-refusal'
import { getRecord, toRef } from './records'

const defaultUsageIntervalMs = 2000

/** Output of a sandbox's main process. */
export async function* readLogs(
  context: SandboxContext,
  input: { sandbox: string; follow?: boolean | undefined; tail?: number | undefined; since?: string | undefined },
  signal: AbortSignal
): AsyncGenerator<LogLine> {
  const record = await getRecord(context, input.sandbox)
  const engine = await context.registry.open(record.backend, { signal })
  if (!engine.logs) throw new AppError('NOT_SUPPORTED', { backend: record.backend, feature: 'logs' })
  const options = { follow: input.follow ?? false, ...(input.tail !== undefined && { tail: input.tail }), ...(input.since !== undefined && { since: input.since }) }
  const task = createStreamTask(signal)
  try {
    yield* engine.logs.read(toRef(record), options, task)
  } catch (error) {
    throw await explainRefusal(context, record, task, error)
  }
}

/** Usage of several sandboxes in one stream. One that stops or cannot be read drops out; the others go on. */
export async function* watchUsage(context: SandboxContext, input: { ids: readonly string[]; intervalMs?: number | undefined }, signal: AbortSignal): AsyncGenerator<Usage> {
  const stop = new AbortController()
  const stopped = AbortSignal.any([signal, stop.signal])
  const queue = new EventQueue<Usage>(stopped)
  const readers = input.ids.map((id) => readUsage(context, id, input.intervalMs ?? defaultUsageIntervalMs, stopped, queue))
  void Promise.allSettled(readers).then(() => queue.close())
  try {
    yield* queue
  } finally {
    stop.abort()
  }
}

async function readUsage(context: SandboxContext, id: string, intervalMs: number, signal: AbortSignal, queue: EventQueue<Usage>): Promise<void> {
  const record = await getRecord(context, id)
  const engine = await context.registry.open(record.backend, { signal })
  if (!engine.usage) return
  for await (const usage of engine.usage.watch(toRef(record), { intervalMs }, createStreamTask(signal))) queue.push(usage)
}
