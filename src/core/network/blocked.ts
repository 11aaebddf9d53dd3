import type { Blocked } from '#contract/network'
import type { Task } from '#contract/progress'
import type { RefusedAttempt } from '../ports/network-power'
import type { SandboxContext } from '../sandboxes/context'
import { explainRefusal } from '../sandboxes/explain-refusal'
import { getRecord, toRef } from '../sandboxes/records'
import { openNetwork } from './open-network'

/** What a running sandbox wanted to reach and did not, newest first. */
export async function listBlocked(context: SandboxContext, reference: string, task: Task): Promise<Blocked[]> {
  const record = await getRecord(context, reference)
  const { network } = await openNetwork(context, record, 'network blocked', task)
  try {
    const attempts = await network.refused(toRef(record), task)
    return attempts.toSorted((one, other) => other.at - one.at).map(toBlocked)
  } catch (error) {
    throw await explainRefusal(context, record, task, error)
  }
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
