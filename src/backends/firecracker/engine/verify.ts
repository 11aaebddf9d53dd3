import type { Task } from '#contract/progress'
import type { BoundPort, Finding } from '#contract/sandbox'
import type { CreateRequest, HardeningPlan, ObjectRef } from '#core/ports'
import type { GuestHealth } from '../agent/agent-types'
import { readRules } from '../network/read-rules'
import { isHeld } from '../network/rules'
import type { SandboxState } from '../state/sandbox-files'
import { diskWeight } from '../vmm/limit-group'
import { findSandbox, notRunning, type EngineContext } from './context'
import { readStanding } from './engine-object'
import { findRules } from './find-rules'
import { capabilityNames } from './capability-names'
import { lookAtMonitor } from './look-at-monitor'
import { lookAtRates } from './look-at-rates'
import { lookInside } from './look-inside'
import { toVcpus, validateRequest } from './validate'

const mebibyte = 1_048_576

/** What the inside says, where the image has a program to look with; and the monitor's process outside. */
export async function verify(context: EngineContext, ref: ObjectRef, request: CreateRequest, task: Task): Promise<Finding[]> {
  const { files, config, agent } = await findSandbox(context, ref, task)
  const { state, standing, ports: held = [] } = await readStanding(files)
  if (standing !== 'running') throw notRunning(ref)
  const { spec, hardening } = request
  const [inside, health, monitor, reachable, group, rates] = await Promise.all([
    lookInside(agent, task.signal),
    agent.health(task.signal),
    state.monitor && lookAtMonitor(state.monitor, files),
    allowedHosts(context, state, { asked: spec.allowedHosts ?? [], applied: config.spec.allowedHosts ?? [] }, task.signal),
    context.examineGroup(task.signal),
    lookAtRates(state, files, hardening.network, task.signal)
  ])
  return [
    ...validateRequest(request),
    capabilities(hardening, inside),
    compare('seccomp', 'filter', inside && (field(inside, 'Seccomp') === '2' ? 'filter' : 'off')),
    ...(hardening.noNewPrivileges ? [compare('noNewPrivileges', 'on', inside && (field(inside, 'NoNewPrivs') === '1' ? 'on' : 'off'))] : []),
    rootFilesystem(hardening, inside),
    compare('network', hardening.network ? 'isolated' : 'none', inside && toNetwork(inside, hardening.network)),
    ...reachable,
    memory(hardening.memoryMb ?? spec.memoryMb, health),
    ...(Number.isInteger(hardening.cpus ?? spec.vcpus) ? [compare('cpus', String(toVcpus(spec.vcpus, hardening.cpus)), inside && String(inside.match(/^cpu\d+ /gm)?.length ?? 0))] : []),
    processes(hardening, inside),
    ...(config.spec.mounts.length > 0 ? [mounts(config.spec.mounts.map(({ target }) => target), inside)] : []),
    ...(config.spec.ports.length > 0 ? [ports(state.ports, held)] : []),
    ...warmStart(state),
    ...rates,
    compare('monitorSeccomp', 'filter', monitor && (monitor.hasFilter ? 'filter' : 'off')),
    compare('monitorPrivileges', 'on', monitor && (monitor.hasNoNewPrivileges ? 'on' : 'off')),
    compare('monitorLimits', 'on', monitor && (monitor.isLimited ? 'on' : 'off')),
    ...('group' in group ? [compare('monitorGroup', 'on', monitor && (monitor.isGrouped ? 'on' : 'off'))] : []),
    ...('group' in group && group.sharesDisk ? [compare('monitorDiskWeight', String(diskWeight), monitor && String(monitor.diskWeight ?? 100))] : []),
    compare('monitorSockets', '0600', monitor && monitor.socketMode)
  ]
}

function field(status: string, name: string): string | undefined {
  return new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1]
}

function compare(key: string, requested: string, actual: string | null, isWeaker = actual !== requested): Finding {
  if (actual === null) return { key, requested, actual: 'unknown', verdict: 'unknown', why: { key: 'enforcement.why.not_seen' } }
  return { key, requested, actual, verdict: isWeaker ? 'weaker' : 'enforced' }
}

/** Fewer than asked is not weaker. */
function capabilities({ capabilities: asked }: HardeningPlan, inside: string | null): Finding {
  const bits = inside === null ? null : BigInt(`0x${field(inside, 'CapEff') ?? '0'}`)
  const held = bits === null ? null : capabilityNames.filter((_, index) => ((bits >> BigInt(index)) & 1n) === 1n)
  return compare('capabilities', toList(asked), held && toList(held), (held ?? []).some((name) => !asked.includes(name)))
}

function toList(names: readonly string[]): string {
  return [...names].sort().join(',') || 'none'
}

function rootFilesystem({ isRootReadOnly }: HardeningPlan, inside: string | null): Finding {
  const options = inside && mountOptions(inside, '/')
  const actual = options && (options.includes('ro') ? 'read-only' : 'writable')
  return compare('rootFilesystem', isRootReadOnly ? 'read-only' : 'writable', actual, isRootReadOnly && actual !== 'read-only')
}

/** The guest's kernel keeps a part of it for itself. */
function memory(askedMb: number, { memoryTotalBytes }: GuestHealth): Finding {
  const isMore = memoryTotalBytes > askedMb * mebibyte
  return compare('memory', `${askedMb} MB`, `${isMore ? Math.round(memoryTotalBytes / mebibyte) : askedMb} MB`)
}

function mountOptions(inside: string, target: string): string[] | null {
  const lines = inside.split('\n').map((line) => line.split(' ')).filter((words) => words.length === 6 && words[1]?.replaceAll('\\040', ' ') === target)
  return lines.at(-1)?.[3]?.split(',') ?? null
}

/** With the network on it is a namespace of the sandbox's own, in which our rules are. */
function toNetwork(inside: string, isAsked: boolean): string {
  const hasInterface = /^\s*(?!lo:)[a-z][a-z0-9]*:\s+\d/m.test(inside)
  return hasInterface ? (isAsked ? 'isolated' : 'connected') : 'none'
}

function warmStart({ beginning }: SandboxState): Finding[] {
  if (!beginning) return []
  return [{ ...compare('warmStart', 'on', beginning.isWarm ? 'on' : 'off'), ...(beginning.why && { why: beginning.why }) }]
}

/** One that somebody else got while nobody of ours held it is taken again when it comes free. */
function ports(given: readonly BoundPort[], held: readonly BoundPort[]): Finding {
  const lost = given.filter(({ hostPort }) => !held.some((port) => port.hostPort === hostPort))
  const actual = [...new Set(held.map(({ hostAddress }) => hostAddress))].join(',') || 'none'
  return compare('ports', '127.0.0.1', lost.length === 0 ? actual : `${actual}, without ${lost.map(({ hostPort }) => hostPort).join(', ')}`)
}

/** By the rules as they are: what the last start resolved, and nothing else, passes. */
async function allowedHosts(context: EngineContext, state: SandboxState, { asked, applied }: { readonly asked: readonly string[]; readonly applied: readonly string[] }, signal: AbortSignal): Promise<Finding[]> {
  if (asked.length === 0) return []
  const place = await findRules(context, state, signal)
  const rules = place && (await readRules(place, signal))
  const requested = asked.join(', ')
  if (rules === null) return [{ key: 'allowedHosts', requested, actual: 'unknown', verdict: 'unknown', why: { key: 'enforcement.why.rules_not_seen' } }]
  return [compare('allowedHosts', requested, state.allowed && isHeld(rules, state.allowed) && asked.join() === applied.join() ? requested : 'other rules')]
}

function processes({ maxProcesses }: HardeningPlan, inside: string | null): Finding {
  // One more than asked: the sandbox's first process is the agent's.
  const limit = inside && /^(\d+|max)$/m.exec(inside)?.[1]
  if (!limit) return compare('processes', String(maxProcesses), null)
  return compare('processes', String(maxProcesses), limit === 'max' ? 'unlimited' : String(Number(limit) - 1), limit === 'max' || Number(limit) - 1 > maxProcesses)
}

function mounts(targets: readonly string[], inside: string | null): Finding {
  const options = inside === null ? [] : targets.map((target) => mountOptions(inside, target))
  if (options.length === 0 || options.includes(null)) return compare('mounts', 'read-only', null)
  return compare('mounts', 'read-only', options.every((option) => option?.includes('ro')) ? 'read-only' : 'writable')
}
