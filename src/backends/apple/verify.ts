import { connect } from 'node:net'
import type { Task } from '#contract/progress'
import type { BoundPort, Finding } from '#contract/sandbox'
import { AppError } from '#contract/errors'
import type { CreateRequest, ObjectRef } from '#core/ports'
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
  const holds = (finding.key === 'seccomp' && inside?.seccomp === '2') || (finding.key === 'no-new-privileges' && inside?.noNewPrivileges === '1')
  if (!holds) return finding
  const { why: _why, ...rest } = finding
  return { ...rest, actual: finding.requested, verdict: 'enforced' }
}

function compare({ spec, hardening }: CreateRequest, container: ContainerInfo, inside: Inside | null): Finding[] {
  const capabilities = hardening.capabilities.toSorted().join(',') || 'none'
  const findings: Finding[] = [
    judge('capabilities', capabilities, inside && (inside.capabilities.toSorted().join(',') || 'none')),
    judge('read-only-root', String(hardening.isRootReadOnly), inside && String(inside.isRootReadOnly)),
    judge('network', hardening.network ? 'bridge' : 'none', inside ? (inside.interfaces.some((name) => name !== 'lo') ? 'bridge' : 'none') : container.hasNetwork ? 'bridge' : 'none'),
    judge('open-files', String(hardening.maxOpenFiles), inside && inside.openFiles)
  ]
  if (hardening.cpus !== null) findings.push(judge('cpus', String(hardening.cpus), container.cpus === null ? null : String(container.cpus)))
  if (hardening.memoryMb !== null) findings.push(judge('memory', `${hardening.memoryMb} MB`, container.memoryBytes === null ? null : `${Math.round(container.memoryBytes / 1_048_576)} MB`))
  for (const { target, writable } of [...spec.mounts, ...hardening.mounts]) {
    findings.push(judge(`mount ${target}`, writable ? 'writable' : 'read-only', inside && (inside.mounts.get(target) === undefined ? 'absent' : inside.mounts.get(target) === 'ro' ? 'read-only' : 'writable')))
  }
  return findings
}

function judge(key: string, requested: string, actual: string | null): Finding {
  if (actual === null) return { key, requested, actual: 'unknown', verdict: 'unknown', why: { key: 'reasons.apple_no_shell' } }
  return { key, requested, actual, verdict: requested === actual ? 'enforced' : 'weaker' }
}

const connectTimeoutMs = 1_000

/** macOS resets the first connections to a published port until it may use the local network (apple/container #1702, #2067). */
async function comparePorts(ports: readonly BoundPort[]): Promise<Finding[]> {
  const tcp = ports.filter(({ protocol }) => protocol === 'tcp')
  return await Promise.all(
    tcp.map(async ({ hostAddress, hostPort, sandboxPort }): Promise<Finding> => {
      const finding = { key: `port ${sandboxPort}`, requested: `127.0.0.1:${hostPort}` }
      if (hostAddress !== '127.0.0.1') return { ...finding, actual: `${hostAddress}:${hostPort}`, verdict: 'weaker' }
      if (await isReset(hostPort)) return { ...finding, actual: 'connection reset', verdict: 'unknown', why: { key: 'reasons.apple_local_network' } }
      return { ...finding, actual: finding.requested, verdict: 'enforced' }
    })
  )
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
