import { AppError } from '#contract/errors'
import type { UsagePower } from '#core/ports'
import type { GuestHealth } from '../agent/agent-types'
import { findSandbox, type EngineContext } from './context'

interface Sample {
  readonly health: GuestHealth
  readonly atMs: number
}

/** By the agent's figures: of what is in the sandbox, not of the machine around it. */
export function createUsagePower(context: EngineContext): UsagePower {
  return {
    async *watch(ref, { intervalMs }, task) {
      const { agent, config } = await findSandbox(context, ref, task)
      let before: Sample | null = null
      for (;;) {
        const health = await agent.health(task.signal).catch((error: unknown) => (isOver(error) ? null : Promise.reject(error)))
        if (!health || health.main === 'ended') return
        const now = { health, atMs: context.clock.monotonic() }
        yield {
          id: config.sandboxId,
          cpuPercent: before && toPercent(before, now),
          memoryBytes: health.memoryBytes,
          memoryLimitBytes: health.memoryTotalBytes,
          processes: health.processes,
          at: new Date(context.clock.now()).toISOString()
        }
        before = now
        await context.clock.sleep(intervalMs, task.signal)
      }
    }
  }
}

function isOver(error: unknown): boolean {
  return AppError.is(error, 'SANDBOX_NOT_RUNNING', 'BACKEND_UNREACHABLE')
}

/** 100 is one whole CPU. Null after a restart, when the counter began again. */
function toPercent(before: Sample, now: Sample): number | null {
  const [usedMs, passedMs] = [(now.health.cpuMicroseconds - before.health.cpuMicroseconds) / 1_000, now.atMs - before.atMs]
  return usedMs < 0 || passedMs <= 0 ? null : (usedMs / passedMs) * 100
}
