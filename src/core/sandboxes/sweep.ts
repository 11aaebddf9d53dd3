import type { BackendKind } from '#contract/backend-kind'
import { runTask } from '../task'
import { type SandboxContext, runInBackground } from './context'

const sweepDeadlineMs = 10_000

/** Has a backend remove what sandboxes left beside their objects that went without us. Nobody waits for it but the end of the process. */
export function sweepInBackground(context: SandboxContext, kind: BackendKind): void {
  runInBackground(context, 'could not sweep up after sandboxes', () =>
    runTask(context.ports.clock, { what: `sweep ${kind}`, deadlineMs: sweepDeadlineMs }, async (task) => {
      const engine = await context.registry.open(kind, task)
      const store = await context.metadata()
      await engine.sweep?.(await context.ports.host.homeId(), async (sandboxId) => (await store.read()).sandboxes[sandboxId] !== undefined, task)
    })
  )
}
