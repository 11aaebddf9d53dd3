import { z } from 'zod'
import type { Task } from '#contract/progress'
import type { Usage } from '#contract/sandbox'
import type { ObjectRef, UsagePower } from '#core/ports'
import { converting, type EngineContext } from './context'
import { deadlines } from './program'
import { ProgramFailure } from './program-failure'
import { parseJsonOrNull } from './system-status'

const statsSchema = z.array(
  z.looseObject({
    id: z.string(),
    memoryUsageBytes: z.number().optional(),
    memoryLimitBytes: z.number().optional(),
    cpuUsageUsec: z.number().optional(),
    numProcesses: z.number().optional()
  })
)

export type Counters = z.infer<typeof statsSchema>[number]

export function parseStats(stdout: string): Counters[] {
  return statsSchema.safeParse(parseJsonOrNull(stdout)).data ?? []
}

/** 100 is one whole CPU. Null without a sample before, and after a restart, when the counter began again. */
export function toCpuPercent(before: { usageUs: number; atMs: number } | null, now: { usageUs: number; atMs: number }): number | null {
  if (!before || now.atMs <= before.atMs || now.usageUs < before.usageUs) return null
  return (now.usageUs - before.usageUs) / 1_000 / (now.atMs - before.atMs) * 100
}

/** The program takes two seconds for every answer and tells counters; rates are ours. */
export function createUsagePower(context: EngineContext): UsagePower {
  return {
    async *watch(ref, { intervalMs }, task) {
      let before: { usageUs: number; atMs: number } | null = null
      for (;;) {
        const begun = context.clock.monotonic()
        const counters = await sample(context, ref, task)
        if (!counters) return
        const now = { usageUs: counters.cpuUsageUsec ?? 0, atMs: context.clock.monotonic() }
        yield toUsage(ref, counters, toCpuPercent(before, now), context.clock.now())
        before = now
        await context.clock.sleep(Math.max(0, intervalMs - (context.clock.monotonic() - begun)), task.signal)
      }
    }
  }
}

/** Null when it does not run any more: stopped ones are left out of the answer. */
async function sample({ program }: EngineContext, ref: ObjectRef, { signal }: Task): Promise<Counters | null> {
  return await converting({ name: ref.name }, async () => {
    try {
      const stdout = await program.run({ args: ['stats', '--no-stream', '--format', 'json', ref.objectId], deadlineMs: deadlines.list, signal })
      return parseStats(stdout).find(({ id }) => id === ref.objectId) ?? null
    } catch (error) {
      if (error instanceof ProgramFailure && (error.problem === 'missing' || error.problem === 'not-running')) return null
      throw error
    }
  })
}

function toUsage({ sandboxId }: ObjectRef, counters: Counters, cpuPercent: number | null, now: number): Usage {
  return {
    id: sandboxId,
    cpuPercent,
    memoryBytes: counters.memoryUsageBytes ?? 0,
    memoryLimitBytes: counters.memoryLimitBytes ?? null,
    processes: counters.numProcesses ?? null,
    at: new Date(now).toISOString()
  }
}
