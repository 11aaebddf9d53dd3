import type { Blocked } from '#contract/network'
import type { Task } from '#contract/progress'
import type { RefusedAttempt } from '../ports/network-power'
import type { SandboxContext } from '../sandboxes/context'
import { orExplain } from '../sandboxes/explain-refusal'
import { getRecord, toRef } from '../sandboxes/records'
import { judge, type Policy } from './judge'
import { openNetwork } from './open-network'
import { readPolicy } from './policy'

/** What a running sandbox wanted to reach and still may not, newest first: what was put on its list since is no refusal any more. */
export async function listBlocked(context: SandboxContext, reference: string, task: Task): Promise<Blocked[]> {
  const record = await getRecord(context, reference)
  const network = await openNetwork(context, record, 'network blocked', task)
  const [attempts, policy] = await Promise.all([orExplain(context, record, task, () => network.refused(toRef(record), task)), readPolicy(context, record, task)])
  return attempts.filter((attempt) => isStillRefused(policy, attempt)).toSorted((one, other) => other.at - one.at).map(toBlocked)
}

/** By a name nothing but the name was asked for; by an address it is known which. */
function isStillRefused(policy: Policy, { cause, host, port }: RefusedAttempt): boolean {
  if (cause !== 'not_listed') return true
  const isName = port === null
  return judge(policy, { host, isName, port, addresses: isName ? [] : [host] }).cause === 'not_listed'
}

export function toBlocked({ host, names, port, protocol, cause, count, at }: RefusedAttempt): Blocked {
  const name = names[0] ?? host
  return {
    host: name,
    ...(port !== null && { port, address: host }),
    ...(protocol !== null && { protocol }),
    cause,
    count,
    lastAt: new Date(at).toISOString(),
    // A list opens nothing of the host, and where there is none it would close all the rest.
    ...(cause === 'not_listed' && { rule: port === null ? name : `${name}:${port}` })
  }
}
