import { isEntryFor, parseAllowedHost } from '#contract/allowed-host'
import { AppError } from '#contract/errors'
import type { NetworkTest } from '#contract/network'
import type { Task } from '#contract/progress'
import type { SandboxRecord } from '../records'
import type { SandboxContext } from '../sandboxes/context'
import { observeRecord } from '../sandboxes/observe'
import { getRecord, toRef } from '../sandboxes/records'
import { judge, type Place, type Policy } from './judge'
import { readPolicy } from './policy'

/** Whether a sandbox reaches a place: by its rules, and, where it runs and a port is named, by trying. */
export async function testHost(context: SandboxContext, input: { readonly sandbox: string; readonly host: string }, task: Task): Promise<NetworkTest> {
  const record = await getRecord(context, input.sandbox)
  const policy = await readPolicy(context, record, task)
  const place = await toPlace(context, policy, input.host)
  const judged = judge(policy, place)
  const address = judged.addresses.find(({ isAllowed }) => isAllowed)?.address
  if (address === undefined || place.port === null) return judged
  const isReached = await tryOut(context, record, { address, port: place.port }, task)
  return { ...judged, ...(isReached !== null && { isReached }) }
}

/** A name of the list has the addresses of the rules; another one those that this machine finds. */
export async function toPlace({ ports }: SandboxContext, policy: Policy, text: string): Promise<Place> {
  const parsed = parseAllowedHost(text)
  if (!parsed || parsed.prefix !== null) throw new AppError('INVALID_INPUT', { field: 'host' }, { because: { key: 'problems.allow.one_host' } })
  const { host, isName, port } = parsed
  if (!isName) return { host, isName, port, addresses: [host] }
  const listed = typeof policy === 'string' ? [] : (policy.listed ?? [])
  const known = listed.filter(({ entry }) => isEntryFor(entry, host)).flatMap(({ addresses }) => addresses)
  return { host, isName, port, addresses: known.length > 0 ? [...new Set(known)] : [...(await ports.host.resolveName(host))] }
}

/** Null where it does not run, or its engine cannot. */
async function tryOut(context: SandboxContext, record: SandboxRecord, { address, port }: { readonly address: string; readonly port: number }, task: Task): Promise<boolean | null> {
  const { network } = await context.registry.open(record.backend, task)
  const observation = network && (await observeRecord(context, record, task))
  if (!network || observation?.type !== 'seen' || observation.object.state !== 'running') return null
  return await network.reaches(toRef(record), address, port, task)
}
