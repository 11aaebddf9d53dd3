import { isEntryFor } from '#contract/allowed-host'
import type { Task } from '#contract/progress'
import type { NetworkPolicy, NetworkPower, ObjectRef, RefusedAttempt } from '#core/ports'
import { neverReached, privateNetworks, toCause } from '../network/closed-networks'
import { readRefusedSet } from '../network/read-rules'
import { parseRefusedSet, type RefusedDestination } from '../network/refused-set'
import type { SandboxState } from '../state/sandbox-files'
import { allowHost, denyHost } from './change-allowed'
import { findSandbox, notRunning, type EngineContext } from './context'
import { readStanding } from './engine-object'
import { findRules } from './find-rules'

export function createNetworkPower(context: EngineContext): NetworkPower {
  return {
    refused: async (ref, task) => await readRefused(context, ref, task),
    policy: async (ref, task) => await readPolicy(context, ref, task),
    allow: async (ref, host, task) => await allowHost(context, ref, host, task),
    deny: async (ref, host, task) => await denyHost(context, ref, host, task),
    reaches: async (ref, address, port, task) => await (await findSandbox(context, ref, task)).agent.reaches(address, port, task.signal)
  }
}

async function readPolicy(context: EngineContext, ref: ObjectRef, task: Task): Promise<NetworkPolicy> {
  const { files, config } = await findSandbox(context, ref, task)
  const { allowedHosts = [] } = config.spec
  if (allowedHosts.length === 0) return { closed: [...neverReached, ...privateNetworks], listed: null }
  const { state, standing } = await readStanding(files)
  const known = standing === 'running' ? (state.knownHosts ?? []) : []
  const addressesOf = (entry: string): string[] => known.filter(({ name }) => isEntryFor(entry, name)).map(({ address }) => address)
  return { closed: neverReached, listed: allowedHosts.map((entry) => ({ entry, addresses: addressesOf(entry) })) }
}

async function readRefused(context: EngineContext, ref: ObjectRef, task: Task): Promise<RefusedAttempt[]> {
  const { files, config, agent } = await findSandbox(context, ref, task)
  const { state, standing } = await readStanding(files)
  if (standing !== 'running') throw notRunning(ref)
  if (!config.hardening.network) return []
  const place = await findRules(context, state, task.signal)
  const [listed, questions] = await Promise.all([place && readRefusedSet(place, task.signal), state.knownHosts ? agent.questions(task.signal) : []])
  const now = context.clock.now()
  return [
    ...parseRefusedSet(listed ?? '{}').map((destination) => toAttempt(destination, state, now)),
    ...questions.map(({ name, count, agoMs }): RefusedAttempt => ({ host: name, names: [], port: null, protocol: null, cause: 'not_listed', count, at: now - agoMs }))
  ]
}

function toAttempt({ address, port, protocol, count, agoMs }: RefusedDestination, { allowed, knownHosts = [] }: SandboxState, now: number): RefusedAttempt {
  const names = knownHosts.filter((known) => known.address === address).map(({ name }) => name)
  return { host: address, names, port, protocol, cause: toCause(address, Boolean(allowed)), count, at: now - agoMs }
}
