import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Remedy, Text } from '#contract/text'
import type { NetworkPower } from '../ports/network-power'
import type { SandboxRecord } from '../records'
import type { SandboxContext } from '../sandboxes/context'

/** The power of a sandbox's engine over networks. Rejects with NOT_SUPPORTED where it holds no sandbox to anything. */
export async function openNetwork(context: SandboxContext, record: SandboxRecord, feature: 'network blocked' | '--allow', task: Task): Promise<NetworkPower> {
  const { network } = await context.registry.open(record.backend, task)
  if (!network) throw new AppError('NOT_SUPPORTED', { backend: record.backend, feature }, toReason(feature))
  return network
}

function toReason(feature: 'network blocked' | '--allow'): { because: Text; remedies: Remedy[] } {
  if (feature === '--allow') return { because: { key: 'reasons.allowed_hosts_not_held' }, remedies: [{ text: { key: 'remedies.allowed_hosts_backend' } }] }
  return { because: { key: 'reasons.network_not_held' }, remedies: [{ text: { key: 'remedies.network_backend' } }] }
}
