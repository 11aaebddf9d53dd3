import type { Task } from '#contract/progress'
import type { SandboxRecord } from '../records'
import type { SandboxContext } from '../sandboxes/context'
import { orExplain } from '../sandboxes/explain-refusal'
import { toRef } from '../sandboxes/records'
import type { Policy } from './judge'

/** What holds for a sandbox. Where its engine holds it to nothing, everything is reached that this machine reaches. */
export async function readPolicy(context: SandboxContext, record: SandboxRecord, task: Task): Promise<Policy> {
  if (!record.spec.network) return 'nothing'
  const { network } = await context.registry.open(record.backend, task)
  return network ? await orExplain(context, record, task, () => network.policy(toRef(record), task)) : 'everything'
}
