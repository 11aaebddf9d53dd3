import type { Task } from '#contract/progress'
import type { Finding } from '#contract/sandbox'
import type { CreateRequest, HardeningPlan, ObjectRef } from '#core/ports'
import type { EngineContext } from './context'
import { withErrors } from './errors'
import { runCommand } from './exec'
import { type InsideView, lookScript, parseInside } from './inside'
import type { Container } from './inspect'
import { shellPath } from './keep-alive'
import { inspectContainer } from './life'
import { isSharedNetworkClosed } from './network'

/**
 * What was asked against what the kernel says inside and what the engine says it did. An image without
 * a shell is judged by the engine's word, and what only the inside could tell is unknown. The inside can
 * lie about itself: a finding is for the user, not a border.
 */
export async function verifyObject(context: EngineContext, ref: ObjectRef, request: CreateRequest, task: Task): Promise<Finding[]> {
  const [container, inside, isNetworkClosed] = await Promise.all([
    withErrors(context.api.info, ref.name, async () => await inspectContainer(context, ref, task)),
    lookInside(context, ref, task),
    checkNetwork(context, request, task)
  ])
  return compare(request, container, inside, isNetworkClosed)
}

async function lookInside(context: EngineContext, ref: ObjectRef, task: Task): Promise<InsideView | null> {
  const { exitCode, stdout } = await runCommand(context, ref, [shellPath, '-c', lookScript], null, task)
  return exitCode === 0 ? parseInside(stdout) : null
}

async function checkNetwork({ api, quirks }: EngineContext, { hardening }: CreateRequest, task: Task): Promise<boolean> {
  if (!hardening.network || quirks.network !== 'shared-bridge') return true
  return await isSharedNetworkClosed(api, task).catch(() => false)
}

export function compare(request: CreateRequest, container: Container, inside: InsideView | null, isNetworkClosed: boolean): Finding[] {
  const plan = request.hardening
  return [
    capabilities(plan, inside),
    toFinding('seccomp', 'filter', toWord(inside?.hasSeccomp, 'filter', 'off')),
    ...(plan.noNewPrivileges ? [toFinding('noNewPrivileges', 'on', toWord(inside?.hasNoNewPrivileges, 'on', 'off'))] : []),
    rootFilesystem(plan, container, inside),
    ...(plan.memoryMb === null ? [] : [limit('memory', plan.memoryMb, 'MB', megabytes(inside?.memoryBytes))]),
    ...(plan.cpus === null ? [] : [limit('cpus', plan.cpus, '', inside && inside.cpus)]),
    limit('processes', plan.maxProcesses, '', inside && inside.processes),
    openFiles(plan, inside),
    toFinding('coreDumps', 'off', toWord(inside?.hasCoreDumps, 'on', 'off')),
    network(plan, container, inside, isNetworkClosed),
    user(plan, inside),
    mounts(request, inside),
    covers(plan, inside),
    ports(request, container)
  ].flatMap((finding) => finding ?? [])
}

function toFinding(key: string, requested: string, actual: string | null, isWeaker = actual !== requested): Finding {
  if (actual === null) return { key, requested, actual: 'unknown', verdict: 'unknown', why: { key: 'enforcement.why.not_seen' } }
  return { key, requested, actual, verdict: isWeaker ? 'weaker' : 'enforced' }
}

function toWord(value: boolean | null | undefined, yes: string, no: string): string | null {
  return value === null || value === undefined ? null : value ? yes : no
}

/** Fewer than asked is not weaker. */
function capabilities({ capabilities: asked }: HardeningPlan, inside: InsideView | null): Finding {
  const held = inside?.capabilities ?? null
  const isWeaker = (held ?? []).some((name) => !asked.includes(name))
  return toFinding('capabilities', toList(asked), held && toList(held), isWeaker)
}

function toList(names: readonly string[]): string {
  return [...names].sort().join(',') || 'none'
}

function rootFilesystem(plan: HardeningPlan, container: Container, inside: InsideView | null): Finding {
  const options = inside?.mounts.get('/')
  const isReadOnly = options ? options.includes('ro') : container.HostConfig.ReadonlyRootfs
  return toFinding('rootFilesystem', plan.isRootReadOnly ? 'read-only' : 'writable', isReadOnly ? 'read-only' : 'writable', plan.isRootReadOnly && !isReadOnly)
}

/** A limit that is not there is what rootless engines on cgroup v1 do with it. */
function limit(key: string, asked: number, unit: string, actual: number | null | undefined): Finding {
  const say = (value: number): string => (unit ? `${value} ${unit}` : String(value))
  if (actual === undefined) return toFinding(key, say(asked), null)
  if (actual === null) return { key, requested: say(asked), actual: 'unlimited', verdict: 'weaker', why: { key: 'enforcement.why.not_enforced' } }
  return toFinding(key, say(asked), say(actual), actual > asked)
}

function openFiles({ maxOpenFiles: asked }: HardeningPlan, inside: InsideView | null): Finding {
  const actual = inside && (inside.openFiles ?? Number.POSITIVE_INFINITY)
  const said = actual === Number.POSITIVE_INFINITY ? 'unlimited' : String(actual)
  return toFinding('openFiles', String(asked), actual === null ? null : said, (actual ?? 0) > asked)
}

function toLeftOut(key: string, requested: string, actual: string): Finding {
  return { ...toFinding(key, requested, actual), why: { key: 'enforcement.why.not_taken' } }
}

function megabytes(bytes: number | null | undefined): number | null | undefined {
  return typeof bytes === 'number' ? Math.round(bytes / 1024 / 1024) : bytes
}

function network(plan: HardeningPlan, container: Container, inside: InsideView | null, isNetworkClosed: boolean): Finding {
  const others = inside?.interfaces?.filter((name) => name !== 'lo')
  if (!plan.network) {
    const isOff = others ? others.length === 0 : container.HostConfig.NetworkMode === 'none'
    return toFinding('network', 'none', isOff ? 'none' : 'connected')
  }
  const isHost = container.HostConfig.NetworkMode === 'host'
  return toFinding('network', 'isolated', isHost ? 'host' : isNetworkClosed ? 'isolated' : 'shared')
}

function user({ user: asked }: HardeningPlan, inside: InsideView | null): Finding | null {
  if (asked === null) return null
  const wanted = asked.split(':')[0] ?? ''
  const actual = inside?.userId ?? null
  if (!/^\d+$/.test(wanted)) return toFinding('user', asked, actual === null ? null : `uid ${actual}`, wanted !== 'root' && actual === 0)
  return toFinding('user', `uid ${wanted}`, actual === null ? null : `uid ${actual}`)
}

function mounts({ spec, hardening }: CreateRequest, inside: InsideView | null): Finding | null {
  const readOnly = [...spec.mounts, ...hardening.mounts].filter(({ writable }) => !writable).map(({ target }) => target)
  if (readOnly.length === 0) return null
  const seen = readOnly.filter((target) => inside?.mounts.has(target))
  const writable = seen.filter((target) => inside?.mounts.get(target)?.includes('rw'))
  if (writable.length > 0) return toFinding('mounts', 'read-only', `writable: ${writable.join(',')}`)
  return toFinding('mounts', 'read-only', seen.length === readOnly.length ? 'read-only' : null)
}

/** Also what has come to be there since the sandbox was made, and so lies open. */
function covers({ covers: asked }: HardeningPlan, inside: InsideView | null): Finding | null {
  if (asked.length === 0) return null
  const open = asked.filter(({ target }) => !inside?.mounts.has(target)).map(({ target }) => target)
  return toFinding('covers', 'hidden', inside?.mounts.size ? (open.length === 0 ? 'hidden' : `open: ${open.join(', ')}`) : null)
}

function ports({ spec }: CreateRequest, container: Container): Finding | null {
  if (spec.ports.length === 0) return null
  const addresses = Object.values(container.NetworkSettings?.Ports ?? {}).flatMap((bindings) => (bindings ?? []).map(({ HostIp }) => HostIp || '0.0.0.0'))
  return toFinding('ports', '127.0.0.1', [...new Set(addresses)].sort().join(',') || null)
}

/** What is known beforehand not to hold. */
export function foresee(request: CreateRequest, { hasLimits }: { readonly hasLimits: boolean }): Finding[] {
  return findWithout(request, { memory: hasLimits, cpus: hasLimits, processes: hasLimits })
}

/** The limits that an engine left out of what it made: where it cannot hold them, and those of a process always in a rootless Podman. */
export function findDropped(request: CreateRequest, { HostConfig: { Memory, NanoCpus, PidsLimit, Ulimits } }: Container): Finding[] {
  const has = (name: RegExp): boolean => (Ulimits ?? []).some(({ Name }) => name.test(Name))
  return [
    ...findWithout(request, { memory: Memory > 0, cpus: NanoCpus > 0, processes: (PidsLimit ?? 0) > 0 }),
    ...(has(/nofile$/i) ? [] : [toLeftOut('openFiles', String(request.hardening.maxOpenFiles), 'unlimited')]),
    ...(has(/core$/i) ? [] : [toLeftOut('coreDumps', 'off', 'on')])
  ]
}

function findWithout({ hardening }: CreateRequest, has: Readonly<Record<'memory' | 'cpus' | 'processes', boolean>>): Finding[] {
  return [
    ...(hardening.memoryMb === null || has.memory ? [] : [limit('memory', hardening.memoryMb, 'MB', null)]),
    ...(hardening.cpus === null || has.cpus ? [] : [limit('cpus', hardening.cpus, '', null)]),
    ...(has.processes ? [] : [limit('processes', hardening.maxProcesses, '', null)])
  ]
}
