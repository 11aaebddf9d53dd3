import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Usage } from '#contract/sandbox'
import type { ObjectRef } from '#core/ports'
import type { EngineContext } from './context'
import { EngineProblem, withErrors } from './errors'
import { toIso } from './engine-time'
import { readJsonLines } from './json-lines'
import { inspectContainer } from './life'
import { sampleInside } from './usage-inside'
import { sampleSchema, type Sample } from './usage-sample'

/** Samples from the engine's stream where it comes often, else asked for one by one where that is quick. */
export async function* watchUsage(context: EngineContext, ref: ObjectRef, intervalMs: number, task: Task): AsyncGenerator<Usage> {
  const { api, quirks } = context
  const limit = await withErrors(api.info, ref.name, async () => (await inspectContainer(context, ref, task)).HostConfig.Memory)
  const samples = quirks.sampling === 'stream' ? streamSamples(context, ref, intervalMs, task) : askSamples(context, ref, intervalMs, task)
  let previous: Sample | null = null
  try {
    for await (const sample of withoutPhantoms(samples, () => sampleInside(context, ref, intervalMs, task))) {
      const at = toIso(sample.read)
      // A stopped sandbox is sampled as nothing at no time.
      if (!at) return
      yield { id: ref.sandboxId, ...toUsage(sample, previous, quirks.countsPageCache), memoryLimitBytes: limit > 0 ? limit : null, at }
      previous = sample
    }
  } catch (error) {
    if (!isOver(error, task)) throw error
  }
}

/** Rootless engines on cgroup v1 answer with the numbers of the whole machine, for want of the sandbox's own: then the inside is asked. */
async function* withoutPhantoms(samples: AsyncIterable<Sample>, askInside: () => AsyncIterable<Sample>): AsyncGenerator<Sample> {
  for await (const sample of samples) {
    const isPhantom = toIso(sample.read) !== undefined && !sample.cpu_stats?.cpu_usage?.total_usage && !sample.pids_stats?.current
    if (isPhantom) return yield* askInside()
    yield sample
  }
}

/** Stopped and removed sandboxes, and a reader who left, end the samples quietly. */
function isOver(error: unknown, task: Task): boolean {
  return task.signal.aborted || error instanceof EngineProblem || AppError.is(error, 'SANDBOX_NOT_RUNNING', 'SANDBOX_MISSING')
}

/** The engine's own percentages mean different things on each engine; CPU time over wall time is the same on all. */
export function toUsage(sample: Sample, previous: Sample | null, countsPageCache: boolean): Pick<Usage, 'cpuPercent' | 'memoryBytes' | 'processes'> {
  const memory = sample.memory_stats?.usage ?? 0
  const details = sample.memory_stats?.stats
  const cache = countsPageCache ? (details?.['total_inactive_file'] ?? details?.['inactive_file'] ?? 0) : 0
  return { cpuPercent: previous && toCpuPercent(previous, sample), memoryBytes: Math.max(0, memory - cache), processes: sample.pids_stats?.current ?? null }
}

function toCpuPercent(previous: Sample, sample: Sample): number | null {
  const elapsedMs = Date.parse(sample.read) - Date.parse(previous.read)
  const usedNs = (sample.cpu_stats?.cpu_usage?.total_usage ?? 0) - (previous.cpu_stats?.cpu_usage?.total_usage ?? 0)
  // The clock was set back, or the counter began anew with a restart.
  if (!(elapsedMs > 0) || usedNs < 0) return null
  return Math.round((usedNs / 1e6 / elapsedMs) * 1000) / 10
}

async function* streamSamples({ api, clock }: EngineContext, ref: ObjectRef, intervalMs: number, task: Task): AsyncGenerator<Sample> {
  const stream = await api.stream({ method: 'GET', path: `/containers/${ref.objectId}/stats`, query: { stream: true }, signal: task.signal })
  let nextAt = 0
  try {
    for await (const line of readJsonLines(stream)) {
      const sample = sampleSchema.safeParse(line)
      const now = clock.monotonic()
      if (!sample.success || (now < nextAt && toIso(sample.data.read))) continue
      nextAt = now + intervalMs - thinningSlackMs
      yield sample.data
    }
  } catch (error) {
    throw api.toBroken(error, task.signal)
  } finally {
    stream.destroy()
  }
}

/** Samples come about once a second, a little early or late. */
const thinningSlackMs = 250

async function* askSamples({ api, clock }: EngineContext, ref: ObjectRef, intervalMs: number, task: Task): AsyncGenerator<Sample> {
  for (;;) {
    const text = await api.text({ method: 'GET', path: `/containers/${ref.objectId}/stats`, query: { stream: false, 'one-shot': true }, signal: task.signal })
    // Podman says nothing at all of one that is down.
    if (text.trim() === '') return
    yield sampleSchema.parse(JSON.parse(text))
    await clock.sleep(intervalMs, task.signal)
  }
}
