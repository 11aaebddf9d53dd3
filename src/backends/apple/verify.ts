import { connect } from 'node:net'
import type { Task } from '#contract/progress'
import type { BoundPort, Finding } from '#contract/sandbox'
import { AppError } from '#contract/errors'
import type { CreateRequest, HardeningPlan, ObjectRef } from '#core/ports'
import type { ContainerInfo } from './container-json'
import { requireContainer, type EngineContext } from './context'
import { announce } from './findings'
import { runScript } from './files-run'
import { parseInside, type Inside } from './inside'

const lookScript = `cat /proc/self/status; echo ---; cat /proc/mounts; echo ---; ls /sys/class/net; echo ---; ulimit -n`

/** Compares the request with the service's answer and, where there is a shell, with the inside. One exec. */
export async function verify(context: EngineContext, ref: ObjectRef, request: CreateRequest, task: Task): Promise<Finding[]> {
  const container = await requireContainer(context, ref, task)
  if (!container.isRunning) throw new AppError('SANDBOX_NOT_RUNNING', { name: request.name })
  const inside = await lookInside(context, ref, task)
  const announced = announce(request)
  const compared = [...compare(request, container, inside), ...(await comparePorts(container.ports))]
  const known = new Set(announced.map(({ key }) => key))
  return [...announced.map((finding) => correct(finding, inside)), ...compared.filter(({ key }) => !known.has(key))]
}

async function lookInside(context: EngineContext, ref: ObjectRef, task: Task): Promise<Inside | null> {
  try {
    return parseInside((await runScript(context, ref, lookScript, [], task)).stdout)
  } catch (error) {
    if (AppError.is(error, 'NOT_SUPPORTED')) return null
    throw error
  }
}

/** A newer version may do what was announced as impossible. */
function correct(finding: Finding, inside: Inside | null): Finding {
  const holds = (finding.key === 'seccomp' && inside?.seccomp === '2') || (finding.key === 'noNewPrivileges' && inside?.noNewPrivileges === '1')
  if (!holds) return finding
  const { why: _why, ...rest } = finding
  return { ...rest, actual: finding.requested, verdict: 'enforced' }
}

function compare({ spec, hardening }: CreateRequest, container: ContainerInfo, inside: Inside | null): Finding[] {
  const hasNetwork = inside ? inside.interfaces.some((name) => name !== 'lo') : container.hasNetwork
  const isReadOnly = inside ? inside.isRootReadOnly : container.isReadOnly
  const { cpus, memoryMb, user } = hardening
  return [
    capabilities(hardening.capabilities, inside),
    judge('rootFilesystem', hardening.isRootReadOnly ? 'read-only' : 'writable', isReadOnly ? 'read-only' : 'writable', hardening.isRootReadOnly && !isReadOnly),
    judge('network', hardening.network ? 'isolated' : 'none', hasNetwork ? 'connected' : 'none', hasNetwork && !hardening.network),
    judge('openFiles', String(hardening.maxOpenFiles), inside && inside.openFiles),
    ...(cpus === null ? [] : [judge('cpus', String(cpus), container.cpus === null ? null : String(container.cpus))]),
    ...(memoryMb === null ? [] : [judge('memory', `${memoryMb} MB`, container.memoryBytes === null ? null : `${Math.round(container.memoryBytes / 1_048_576)} MB`)]),
    ...(user === null ? [] : [judge('user', user, container.user ?? 'root', container.user === null && !/^(root|0)(:|$)/.test(user))]),
    ...mounts([...spec.mounts, ...hardening.mounts], inside),
    ...covers(hardening, inside)
  ]
}

/** Fewer than asked is not weaker. */
function capabilities(asked: readonly string[], inside: Inside | null): Finding {
  const say = (names: readonly string[]): string => names.toSorted().join(',') || 'none'
  return judge('capabilities', say(asked), inside && say(inside.capabilities), (inside?.capabilities ?? []).some((name) => !asked.includes(name)))
}

function mounts(asked: readonly { readonly target: string; readonly writable: boolean }[], inside: Inside | null): Finding[] {
  const readOnly = asked.filter(({ writable }) => !writable).map(({ target }) => target)
  if (readOnly.length === 0) return []
  const writable = readOnly.filter((target) => inside?.mounts.get(target) === 'rw')
  if (writable.length > 0) return [judge('mounts', 'read-only', `writable: ${writable.join(',')}`)]
  return [judge('mounts', 'read-only', readOnly.every((target) => inside?.mounts.has(target)) ? 'read-only' : null)]
}

/** Folders only: that files lie open is known beforehand. */
function covers({ covers: asked }: HardeningPlan, inside: Inside | null): Finding[] {
  const folders = asked.filter(({ kind }) => kind === 'directory').map(({ target }) => target)
  if (folders.length === 0) return []
  const open = folders.filter((target) => !inside?.mounts.has(target))
  return [judge('covers', 'hidden', inside && (open.length === 0 ? 'hidden' : `open: ${open.join(', ')}`))]
}

function judge(key: string, requested: string, actual: string | null, isWeaker = actual !== requested): Finding {
  if (actual === null) return { key, requested, actual: 'unknown', verdict: 'unknown', why: { key: 'enforcement.why.not_seen' } }
  return { key, requested, actual, verdict: isWeaker ? 'weaker' : 'enforced' }
}

const connectTimeoutMs = 1_000

/** macOS resets the first connections to a published port until it may use the local network (apple/container #1702, #2067). */
export async function comparePorts(ports: readonly BoundPort[]): Promise<Finding[]> {
  if (ports.length === 0) return []
  const addresses = [...new Set(ports.map(({ hostAddress }) => hostAddress))].toSorted().join(',')
  const finding = judge('ports', '127.0.0.1', addresses)
  const resets = await Promise.all(ports.filter(({ protocol }) => protocol === 'tcp').map(({ hostPort }) => isReset(hostPort)))
  const isBlocked = finding.verdict === 'enforced' && resets.includes(true)
  return [isBlocked ? { ...finding, actual: 'connection reset', verdict: 'unknown', why: { key: 'reasons.apple_local_network' } } : finding]
}

function isReset(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: connectTimeoutMs })
    const settle = (wasReset: boolean): void => {
      socket.destroy()
      resolve(wasReset)
    }
    socket.once('error', (error) => settle('code' in error && error.code === 'ECONNRESET'))
    socket.once('connect', () => setTimeout(() => settle(false), 100)).once('timeout', () => settle(false)).once('close', () => settle(false))
  })
}
