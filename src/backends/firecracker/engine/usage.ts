import { AppError } from '#contract/errors'
import type { Usage } from '#contract/sandbox'
import type { UsagePower } from '#core/ports'
import type { GuestHealth } from '../agent/agent-types'
import { findSandbox, type EngineContext } from './context'
import { readStanding } from './engine-object'

interface Sample {
  readonly health: GuestHealth
  readonly atMs: number
}

/** By the agent's figures: of what is in the sandbox, not of the machine around it. */
export function createUsagePower(context: EngineContext): UsagePower {
  return {
    async *watch(ref, { intervalMs }, task) {
      const { agent, config, files } = await findSandbox(context, ref, task)
      let before: Sample | null = null
      for (;;) {
        const health = await agent.health(task.signal).catch((error: unknown) => (isUnanswered(error) ? null : Promise.reject(error)))
        if (health?.main === 'ended') return
        // A guest that is busy may leave a question unanswered, and goes on.
        if (!health && (await readStanding(files)).standing !== 'running') return
        if (health) {
          const now = { health, atMs: context.clock.monotonic() }
          yield toUsage(config.sandboxId, before, now, context.clock.now())
          before = now
        }
        await context.clock.sleep(intervalMs, task.signal)
      }
    }
  }
}

function toUsage(id: string, before: Sample | null, now: Sample, at: number): Usage {
  const { memoryBytes, memoryTotalBytes, processes } = now.health
  return { id, cpuPercent: before && toPercent(before, now), memoryBytes, memoryLimitBytes: memoryTotalBytes, processes, at: new Date(at).toISOString() }
}

function isUnanswered(error: unknown): boolean {
  return AppError.is(error, 'SANDBOX_NOT_RUNNING', 'BACKEND_UNREACHABLE')
}

/** 100 is one whole CPU. Null after a restart, when the counter began again. */
function toPercent(before: Sample, now: Sample): number | null {
  const [usedMs, passedMs] = [(now.health.cpuMicroseconds - before.health.cpuMicroseconds) / 1_000, now.atMs - before.atMs]
  return usedMs < 0 || passedMs <= 0 ? null : (usedMs / passedMs) * 100
}
