import { chmod } from 'node:fs/promises'
import { deadlineSignal } from '#contract/deadline-signal'
import type { Clock, Processes } from '#core/ports'
import type { GuestAgent } from '../agent/agent-types'
import { listenReady } from '../agent/listen-ready'
import { protocolVersion } from '../agent/fields'
import { attachNetwork, toNetworkWrapper } from '../network/attach-network'
import { emptyEnvironment, type NetworkHost, type NetworkPrograms } from '../network/programs'
import type { AllowList } from '../network/rules'
import { readIdentity, signalProcess, type ProcessIdentity } from '../state/process-identity'
import { fileNames, type SandboxFiles } from '../state/sandbox-files'
import type { WarmTemplate } from '../warm/warm-template'
import type { MicrovmArtifacts } from './artifacts'
import { configureMachine } from './configure-machine'
import { endMonitor } from './end-monitor'
import { launchMonitor, waitForApi, type Monitor } from './launch-monitor'
import { toGroupWrapper, type LimitGroup } from './limit-group'
import { toLimitsWrapper, type LimitPrograms } from './limits-wrapper'
import type { MachinePlan } from './machine-plan'
import { restoreMachine } from './restore-machine'
import { BootTimeout, toStartFailure } from './start-failure'

/** Of the time that a boot may take: a guest that goes on has only to answer. */
const answerShare = 0.25

export interface BootNetwork {
  readonly programs: NetworkPrograms
  readonly host: NetworkHost
  /** Null: everything public. */
  readonly allowed: AllowList
}

export interface BootOptions {
  readonly files: SandboxFiles
  readonly objectId: string
  /** For sentences. */
  readonly name: string
  readonly artifacts: MicrovmArtifacts
  readonly plan: MachinePlan
  /** Null: the machine gets no interface. */
  readonly network: BootNetwork | null
  /** What the monitor is held by, as far as it is there. */
  readonly wrappers: LimitPrograms
  /** Null: no control group of its own. */
  readonly group: LimitGroup | null
  /** `with us`: a machine that is no sandbox's goes when this process does, however it ends. */
  readonly dies: 'by itself' | 'with us'
  /** Null: the guest is booted. Else it goes on from a template, and its agent is asked whether it did. */
  readonly warm: { readonly template: WarmTemplate; readonly agent: Pick<GuestAgent, 'health'> } | null
  readonly processes: Processes
  readonly clock: Clock
  /** How long the guest may take to come up. */
  readonly timeoutMs: number
  /** Told as soon as there is a process, before anything can fail. */
  readonly onProcess: (processes: BootedProcesses) => Promise<void>
}

export interface BootedProcesses {
  readonly monitor: ProcessIdentity
  readonly uplink: ProcessIdentity | null
}

/**
 * Boots a microVM up to its agent's word that it listens. Rejects with the signal's reason or with an AppError that holds the last words
 * of guest and monitor; no process of it is left then.
 */
export async function bootMachine(options: BootOptions, signal: AbortSignal): Promise<BootedProcesses> {
  // Before the start: the guest speaks once, and nobody listening means that nobody heard.
  const ready = options.warm ? null : await listenReady(options.files.folder, fileNames.agentSocket)
  let booted: BootedProcesses | null = null
  try {
    const monitor = await launchMonitor({ ...options, program: options.artifacts.program, wrapper: toWrapper(options), environment: options.group?.environment ?? emptyEnvironment })
    booted = { monitor: monitor.identity, uplink: null }
    await options.onProcess(booted)
    await orFailed(monitor, waitForApi(monitor, options.clock, signal))
    if (options.network) {
      booted = { ...booted, uplink: await connect(options, options.network, monitor, signal) }
      await options.onProcess(booted)
    }
    if (ready) await orFailed(monitor, comeUp(options, monitor, ready.ready, signal))
    if (options.warm) await orFailed(monitor, goOn(options, options.warm, monitor, signal))
    return booted
  } catch (error) {
    if (booted) await abandon(booted, options)
    throw signal.aborted ? signal.reason : await toStartFailure(error, options.name, options.files)
  } finally {
    await ready?.close()
  }
}

/** The group first: from within namespaces of its own it could not be asked for. */
function toWrapper({ group, plan, network, wrappers, dies }: BootOptions): string[] {
  return [...(group ? toGroupWrapper(group, plan) : []), ...(network ? toNetworkWrapper(network.programs) : []), ...toLimitsWrapper(wrappers, dies)]
}

async function comeUp(options: BootOptions, { api }: Monitor, ready: Promise<number>, signal: AbortSignal): Promise<void> {
  await configureMachine(api, options.plan, options.artifacts.version, signal)
  await keepSockets(options.files)
  await waitUntilReady(ready, options, signal)
}

/** Its agent said long ago that it listens. Firecracker has had versions in which nothing reached a guest that went on, so that it is asked. */
async function goOn({ files, plan, timeoutMs }: BootOptions, { template, agent }: NonNullable<BootOptions['warm']>, { api }: Monitor, signal: AbortSignal): Promise<void> {
  await restoreMachine(api, template, plan, { signal, timeoutMs })
  await keepSockets(files)
  const answerMs = timeoutMs * answerShare
  const within = deadlineSignal(answerMs)
  await agent.health(AbortSignal.any([signal, within])).catch((error: unknown) => {
    throw within.aborted ? new BootTimeout(answerMs) : error
  })
}

/** Firecracker makes them with the person's umask. */
async function keepSockets(files: SandboxFiles): Promise<void> {
  await Promise.all([fileNames.apiSocket, fileNames.agentSocket].map(async (name) => await chmod(files.path(name), 0o600)))
}

async function orFailed<T>({ failed }: Monitor, work: Promise<T>): Promise<T> {
  return await Promise.race([work, failed])
}

/** After the monitor has answered: only then its namespace is certainly there. */
async function connect({ name, clock, files, dies }: BootOptions, { programs, host, allowed }: BootNetwork, { identity }: Monitor, signal: AbortSignal): Promise<ProcessIdentity | null> {
  return await readIdentity(await attachNetwork({ programs, host, clock, processId: identity.processId, allowed, outputFile: files.path(fileNames.uplinkOutput), dies, signal }, name))
}

async function waitUntilReady(ready: Promise<number>, { clock, timeoutMs }: BootOptions, signal: AbortSignal): Promise<void> {
  const over = new AbortController()
  const timeout = clock.sleep(timeoutMs, AbortSignal.any([signal, over.signal])).then(() => Promise.reject(new BootTimeout(timeoutMs)))
  try {
    const version = await Promise.race([ready, timeout])
    if (version !== protocolVersion) throw new Error(`the guest agent speaks version ${version} of the protocol, and ${protocolVersion} is needed`)
  } finally {
    timeout.catch(() => undefined)
    over.abort()
  }
}

async function abandon({ monitor, uplink }: BootedProcesses, { clock }: BootOptions): Promise<void> {
  await endMonitor(monitor, clock)
  await signalProcess(uplink, 'SIGKILL')
}
