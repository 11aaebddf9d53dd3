import type { NetworkPower, ObjectRef, RefusedAttempt } from '#core/ports'
import type { Task } from '#contract/progress'
import { toCause } from '../network/closed-networks'
import { readRefusedSet, type RulesPlace } from '../network/read-rules'
import { parseRefusedSet, type RefusedDestination } from '../network/refused-set'
import type { SandboxState } from '../state/sandbox-files'
import { findSandbox, notRunning, type EngineContext } from './context'
import { readStanding } from './engine-object'

export function createNetworkPower(context: EngineContext): NetworkPower {
  return { refused: async (ref, task) => await readRefused(context, ref, task) }
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

/** Null where they cannot be looked at. */
export async function findRules({ machine, processes, examineNetwork }: EngineContext, { monitor }: SandboxState, signal: AbortSignal): Promise<RulesPlace | null> {
  const examined = await examineNetwork(signal)
  return 'programs' in examined && monitor ? { programs: examined.programs, host: { machine, processes }, processId: monitor.processId } : null
}
