import { isWithinNetwork, maxAllowedHosts, parseAllowedHost } from '#contract/allowed-host'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Text } from '#contract/text'
import type { NetworkPower } from '../ports/network-power'
import type { SandboxRecord } from '../records'
import type { SandboxContext } from '../sandboxes/context'
import { orExplain } from '../sandboxes/explain-refusal'
import { getRecord, toRef, updateRecord } from '../sandboxes/records'
import { openNetwork } from './open-network'
import { readPolicy } from './policy'
import { toPlace } from './test-host'

interface Entry {
  readonly sandbox: string
  readonly host: string
}

/** The record says it before anything opens, and no longer when that failed. */
export async function allowHost(context: SandboxContext, { sandbox, host }: Entry, task: Task): Promise<void> {
  await changeList(context, sandbox, task, async (record, network) => {
    const listed = record.spec.allowedHosts ?? []
    if (listed.length === 0) throw refuse(record.spec.network ? 'no_list' : 'no_network', record, host)
    if (listed.length >= maxAllowedHosts && !listed.includes(host)) throw refuse('too_many', record, host)
    if (await isClosed(context, record, host, task)) throw refuse('closed', record, host)
    await keepList(context, record.id, (hosts) => [...new Set([...hosts, host])])
    try {
      await network.allow(toRef(record), host, task)
    } catch (error) {
      if (!listed.includes(host)) await keepList(context, record.id, (hosts) => hosts.filter((one) => one !== host))
      throw error
    }
  })
}

/** The record says it until it is closed. */
export async function denyHost(context: SandboxContext, { sandbox, host }: Entry, task: Task): Promise<void> {
  await changeList(context, sandbox, task, async (record, network) => {
    const listed = record.spec.allowedHosts ?? []
    if (!listed.includes(host)) throw refuse('not_listed', record, host)
    if (listed.length === 1) throw refuse('last', record, host)
    await network.deny(toRef(record), host, task)
    await keepList(context, record.id, (hosts) => hosts.filter((one) => one !== host))
  })
}

/** An entry that nothing would come of. */
async function isClosed(context: SandboxContext, record: SandboxRecord, host: string, task: Task): Promise<boolean> {
  if (parseAllowedHost(host)?.prefix !== null) return false
  const policy = await readPolicy(context, record, task)
  const { addresses } = await toPlace(context, policy, host)
  return typeof policy !== 'string' && addresses.length > 0 && addresses.every((address) => policy.closed.some(({ network }) => isWithinNetwork(address, network)))
}

type Work = (record: SandboxRecord, network: NetworkPower) => Promise<void>

async function changeList(context: SandboxContext, sandbox: string, task: Task, work: Work): Promise<void> {
  const { id } = await getRecord(context, sandbox)
  await context.locks.run(id, async () => {
    const record = await getRecord(context, id)
    const network = await openNetwork(context, record, '--allow', task)
    await orExplain(context, record, task, () => work(record, network))
    context.changes.emit(id)
  })
}

/** What was found after the start spoke of another list. */
async function keepList(context: SandboxContext, id: string, change: (hosts: readonly string[]) => string[]): Promise<void> {
  await updateRecord(context, id, ({ verifiedAt: _old, ...record }) => ({ ...record, spec: { ...record.spec, allowedHosts: change(record.spec.allowedHosts ?? []) } }))
}

function refuse(why: 'no_list' | 'no_network' | 'too_many' | 'not_listed' | 'last' | 'closed', { name }: SandboxRecord, host: string): AppError {
  const because: Text = { key: `problems.allow.${why}`, params: { name, host } }
  const command = why === 'last' ? `agentkernel update ${name} --no-network` : `agentkernel update ${name} --allow ${host}`
  const remedies = why === 'too_many' || why === 'not_listed' || why === 'closed' ? [] : [{ text: { key: `remedies.allow_${why}` }, command }]
  return new AppError('INVALID_INPUT', { field: 'host' }, { because, remedies })
}
