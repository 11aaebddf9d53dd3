import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Engine } from '../ports/engine'
import type { NetworkPower } from '../ports/network-power'
import type { SandboxRecord } from '../records'
import type { SandboxContext } from '../sandboxes/context'

/** The engine and its power over networks. Rejects with NOT_SUPPORTED where it holds no sandbox to anything. */
export async function openNetwork(context: SandboxContext, record: SandboxRecord, feature: string, task: Task): Promise<{ engine: Engine; network: NetworkPower }> {
  const engine = await context.registry.open(record.backend, task)
  const { network } = engine
  if (!network) throw new AppError('NOT_SUPPORTED', { backend: record.backend, feature }, { because: { key: 'reasons.network_not_held' }, remedies: [{ text: { key: 'remedies.network_backend' } }] })
  return { engine, network }
}
