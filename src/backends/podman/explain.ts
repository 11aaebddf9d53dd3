import type { Remedy, Text } from '#contract/text'
import type { Machine, Processes } from '#core/ports'
import { connectionOver, connectSocket } from '../engine-api/connection'
import { describeSoon, isDescription } from '../engine-api/describe'
import type { Explanation, Found } from '../engine-api/engine-backend'
import { explainDeadEnd, explainNamed, isMiss, mostTelling, toPlaceReason } from '../engine-api/explain-place'
import type { EngineDescription } from '../engine-api/identity'
import { toWarnings } from '../engine-api/warnings'
import { startMachineAction } from './actions'
import { askCommand, type CommandInfo } from './command-info'
import { subordinateIdsRemedy, toInstallRemedies } from './install'
import { findPodmanMachines } from './machine-sockets'
import { findPodman } from './podman-program'

export interface ExplainTools {
  readonly machine: Machine
  readonly processes: Processes
  readonly signal: AbortSignal
  /** Where our own service's socket would be. */
  readonly servicePath: (file: string) => string
}

export const oldestVersion = [4, 3] as const

/** What to say of Podman when no socket that others serve can be used: it may still be ready, by a service of our own. */
export async function explainPodman({ discovery, sightings, unusable }: Found, tools: ExplainTools): Promise<Explanation> {
  if (unusable) return { state: 'broken', reason: unusable, remedies: [], warnings: [] }
  if (discovery.type === 'named-wrong') return explainDeadEnd(discovery.deadEnd)
  const miss = mostTelling(sightings.filter(isMiss))
  if (discovery.type === 'named' && miss) return explainNamed(miss)
  const file = await findPodman(tools.machine)
  if (file) return tools.machine.platform === 'linux' ? explainProgram(file, tools) : explainMachines(file, tools)
  const isTelling = miss?.outcome === 'failure' && miss.failure.kind !== 'absent'
  return { state: 'missing', reason: isTelling ? toPlaceReason(miss) : { key: 'reasons.podman_missing' }, remedies: await toInstallRemedies(tools.machine), warnings: [] }
}

/** Ready without a service: `open` starts one. Nothing is started here. */
async function explainProgram(file: string, tools: ExplainTools): Promise<Explanation> {
  const servicePath = tools.servicePath(file)
  const endpoint = `unix://${servicePath}`
  const served = await describeRunningService(servicePath, tools.signal)
  if (served) return { ...toServedExplanation(served), endpoint, attempts: [{ target: endpoint, source: 'own service', outcome: toAnswered(served.version) }] }
  const info = await askCommand(file, tools.machine, tools.processes, tools.signal)
  const outcome = 'failure' in info ? { key: 'reasons.attempt_failed', params: { detail: info.failure } } : { key: 'reasons.attempt_program', params: { version: info.version } }
  const explanation = judgeProgram(info)
  return { ...explanation, ...(explanation.state === 'ready' && { endpoint }), attempts: [{ target: file, source: 'podman info', outcome }] }
}

function toServedExplanation(description: EngineDescription): Explanation {
  return { state: 'ready', version: description.version, rootless: description.isRootless, remedies: [], warnings: toWarnings(description, oldestVersion) }
}

function toAnswered(version: string): Text {
  return { key: 'reasons.attempt_answered', params: { version } }
}

/** Null when it does not run. */
async function describeRunningService(path: string, signal: AbortSignal): Promise<EngineDescription | null> {
  const connection = connectionOver({ type: 'unix', path }, () => connectSocket(path))
  try {
    const described = await describeSoon(connection, 'podman', signal)
    return isDescription(described) ? described : null
  } finally {
    connection.close()
  }
}

function judgeProgram(info: CommandInfo): Explanation {
  if ('failure' in info) {
    const isIdProblem = /uidmap|gidmap|subuid|subgid|UID\/GID/i.test(info.failure)
    const remedies: Remedy[] = isIdProblem ? [subordinateIdsRemedy] : [{ text: { key: 'remedies.podman_ask' }, command: 'podman info' }]
    return { state: 'broken', reason: { key: 'reasons.podman_fails', params: { detail: info.failure } }, remedies, warnings: [] }
  }
  if (info.isRemote) return { state: 'missing', reason: { key: 'reasons.podman_client_only' }, remedies: [], warnings: [] }
  const warnings: Text[] = toWarnings(info, oldestVersion)
  if (!info.hasSubordinateIds) warnings.push({ key: 'reasons.podman_single_id' })
  return { state: 'ready', version: info.version, rootless: info.isRootless, remedies: info.hasSubordinateIds ? [] : [subordinateIdsRemedy], warnings }
}

async function explainMachines(file: string, { machine, processes, signal }: ExplainTools): Promise<Explanation> {
  const machines = await findPodmanMachines(file, machine, processes, signal)
  const [first] = machines
  if (!first) {
    const remedy: Remedy = { text: { key: 'remedies.podman_machine_create' }, command: 'podman machine init --now' }
    return { state: 'stopped', reason: { key: 'reasons.podman_no_machine' }, remedies: [remedy], warnings: [] }
  }
  const remedy: Remedy = { text: { key: 'remedies.podman_machine_start' }, command: `podman machine start ${first.name}`, action: startMachineAction }
  return { state: 'stopped', reason: { key: 'reasons.podman_machine_stopped', params: { name: first.name } }, remedies: [remedy], warnings: [] }
}

