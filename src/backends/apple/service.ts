import type { Text } from '#contract/text'
import { AppError } from '#contract/errors'
import type { AppleDependencies } from './dependencies'
import { toProgramEnvironment } from './environment'
import { matching, type Installation } from './locate'
import { ContainerProgram, deadlines } from './program'
import { parseSystemStatus, type SystemStatus } from './system-status'
import { parseProgramVersion, type Version } from './version'

/** One installed program, what it is and whether its service answers. */
export interface Service {
  readonly installation: Installation
  readonly program: ContainerProgram
  /** Null: something else of that name. */
  readonly version: Version | null
  readonly status: SystemStatus | 'silent'
}

export function createProgram({ machine, processes }: AppleDependencies, file: string, onServiceLost: () => void = () => undefined): ContainerProgram {
  return new ContainerProgram({ file, environment: toProgramEnvironment(machine.environment), processes, onServiceLost })
}

/** Asks a program for its version and its service for a sign of life, both at once. */
export async function askService(dependencies: AppleDependencies, installation: Installation, signal: AbortSignal, statusDeadlineMs: number = deadlines.status): Promise<Service> {
  const program = createProgram(dependencies, installation.file)
  const [version, status] = await Promise.all([askVersion(program, signal), askStatus(program, signal, statusDeadlineMs)])
  return { installation, program, version, status }
}

/** The first that is Apple's; of two such installations the one whose service runs. */
export async function askMatching(dependencies: AppleDependencies, installations: readonly Installation[], signal: AbortSignal, statusDeadlineMs?: number): Promise<Service | null> {
  let service: Service | null = null
  for (const installation of installations) {
    service = await askService(dependencies, installation, signal, statusDeadlineMs)
    if (service.version) break
  }
  if (!service) return null
  const better = service.status === 'silent' ? null : matching(installations, service.status.installRoot)
  return better && better !== service.installation ? await askService(dependencies, better, signal, statusDeadlineMs) : service
}

async function askVersion(program: ContainerProgram, signal: AbortSignal): Promise<Version | null> {
  try {
    const { exitCode, stdout } = await program.ask({ args: ['--version'], deadlineMs: deadlines.version, signal })
    return exitCode === 0 ? parseProgramVersion(stdout) : null
  } catch (error) {
    if (signal.aborted) throw error
    return null
  }
}

/** A service that is alive and wedged answers nothing for ever: that is `silent`, not `off`. */
export async function askStatus(program: ContainerProgram, signal: AbortSignal, deadlineMs: number = deadlines.status): Promise<SystemStatus | 'silent'> {
  try {
    return parseSystemStatus(await program.ask({ args: ['system', 'status', '--format', 'json'], deadlineMs, signal }))
  } catch (error) {
    if (AppError.is(error, 'BACKEND_UNREACHABLE')) return 'silent'
    throw error
  }
}

export interface ServiceProblem {
  readonly state: 'stopped' | 'broken'
  readonly reason: Text
}

/** Why a service cannot be used; null when it answers. */
export function toServiceProblem(status: Service['status']): ServiceProblem | null {
  if (status === 'silent') return { state: 'broken', reason: { key: 'reasons.apple_not_responding' } }
  switch (status.service) {
    case 'running':
      return null
    case 'off':
      return { state: 'stopped', reason: { key: 'reasons.apple_stopped' } }
    case 'dead':
      return { state: 'stopped', reason: { key: 'reasons.apple_dead' } }
    case 'unclear':
      return { state: 'broken', reason: { key: 'reasons.apple_status_unclear' } }
  }
}
