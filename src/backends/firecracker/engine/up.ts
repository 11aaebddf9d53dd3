import { join } from 'node:path'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Text } from '#contract/text'
import type { GuestIdentity, GuestMount } from '../agent/agent-types'
import { guestMac, guestNames, guestNetwork, tapDevice } from '../network/guest-network'
import { resolveAllowed, type KnownHost } from '../network/resolve-allowed'
import type { AllowList } from '../network/rules'
import { readIdentity, type ProcessIdentity } from '../state/process-identity'
import { fileNames, toMountName, type SandboxConfig, type SandboxState } from '../state/sandbox-files'
import { bootMachine, type BootedProcesses, type BootNetwork, type BootOptions } from '../vmm/boot-machine'
import { endMonitor } from '../vmm/end-monitor'
import { findOpenPath } from '../vmm/find-open-path'
import { provideInitrd } from '../vmm/initrd'
import { findLimitPrograms } from '../vmm/limits-wrapper'
import type { MachinePlan } from '../vmm/machine-plan'
import type { Rates } from '../vmm/rates'
import { clearAfter } from '../vmm/stop-machine'
import { chooseBeginning, giveUp } from '../warm/choose-beginning'
import type { WarmTemplate } from '../warm/warm-template'
import type { EngineContext, Found } from './context'
import { packHostFolder } from './host-folder'
import { toVcpus } from './validate'

/** What runs now, and what it may reach. */
export interface Running extends BootedProcesses {
  readonly allowed: AllowList
  /** Of the names among it, where there is a list. */
  readonly knownHosts?: readonly KnownHost[]
  readonly rates: Rates
  /** Null when nobody asked for warm starts. */
  readonly beginning: NonNullable<SandboxState['beginning']> | null
}

/** Boots a sandbox's machine and makes its root, with its program not begun. With the sandbox's lock. Nothing runs after a rejection. */
export async function bringUp(context: EngineContext, found: Found, before: SandboxState, task: Task): Promise<Running> {
  const { files, config, agent } = found
  const { signal } = task
  await demandClosedFiles(context)
  const network = config.hardening.network ? await prepareNetwork(context, config, signal) : null
  const [plan, hand, wrappers, examined] = await Promise.all([toPlan(context, found, signal), readIdentity(process.pid), findLimitPrograms(context.machine), context.examineGroup(signal)])
  const group = 'group' in examined ? examined.group : null
  const { artifacts, processes, clock, bootTimeoutMs } = context
  const onProcess = async ({ monitor, uplink }: BootedProcesses): Promise<void> => await files.writeState({ ...before, hand, monitor, uplink })
  const options: BootOptions = { files, objectId: config.objectId, name: config.name, artifacts, plan, network: network && network.boot, wrappers, group, processes, clock, timeoutMs: bootTimeoutMs, dies: 'by itself', warm: null, onProcess }
  const bootToRoot: BootToRoot = async (template) => {
    const booted = await bootMachine({ ...options, warm: template && { template, agent } }, signal)
    await makeRoot(found, network, { now: clock.now(), signal }).catch(async (error: unknown) => {
      await takeDown(context, found, booted)
      throw error
    })
    return booted
  }
  const { booted, beginning } = await beginWarmOrCold(context, options, task, bootToRoot)
  return { ...booted, allowed: network?.boot.allowed ?? null, ...(network?.names && { knownHosts: network.names }), rates: plan.rates, beginning }
}

/** From a template, or booted where there is none. Nothing runs after a rejection. */
type BootToRoot = (template: WarmTemplate | null) => Promise<BootedProcesses>

async function makeRoot({ agent, config }: Found, network: PreparedNetwork | null, { now, signal }: { readonly now: number; readonly signal: AbortSignal }): Promise<void> {
  const entropy = crypto.getRandomValues(new Uint8Array(32))
  await agent.configure({ hostname: toHostname(config.name), now, entropy, ...(network && { network: toGuestNetwork(network.names) }) }, signal)
  await agent.mount(toGuestMount(config), signal)
}

async function demandClosedFiles({ artifacts: { program, kernel, agent }, machine }: EngineContext): Promise<void> {
  const open = await findOpenPath([program, kernel, agent], machine.userId)
  if (open) throw new AppError('BACKEND_NOT_READY', { backend: 'firecracker', state: 'broken', ready: '' }, { because: open.reason, remedies: open.remedies })
}

/** A template that does not serve, up to the sandbox's root, is no reason not to start: then it is booted, and said why. */
async function beginWarmOrCold({ warm }: EngineContext, options: BootOptions, task: Task, bootToRoot: BootToRoot): Promise<{ booted: BootedProcesses; beginning: Running['beginning'] }> {
  const chosen = await chooseBeginning(warm, { ...options, network: options.network && { ...options.network, allowed: [] } }, task)
  if (chosen && 'template' in chosen) {
    try {
      return { booted: await bootToRoot(chosen.template), beginning: { isWarm: true } }
    } catch (error) {
      task.signal.throwIfAborted()
      const booted = await bootToRoot(null)
      return { booted, beginning: toCold(await giveUp(warm, options, error)) }
    }
  }
  return { booted: await bootToRoot(null), beginning: chosen && toCold(chosen.why) }
}

function toCold(why: Text): Running['beginning'] {
  return { isWarm: false, why }
}

/** At once: what is in it has not begun, or failed to. */
export async function takeDown({ clock }: Pick<EngineContext, 'clock'>, { files }: Pick<Found, 'files'>, processes: { monitor: ProcessIdentity | null; uplink: ProcessIdentity | null }): Promise<void> {
  await endMonitor(processes.monitor, clock)
  await clearAfter({ files, state: processes })
}

interface PreparedNetwork {
  readonly boot: BootNetwork
  /** Where there is an allow-list: the only names that are known inside. */
  readonly names: readonly KnownHost[] | null
}

/** With a list of hosts no question leaves the guest: its agent answers them by the names of the list, with the addresses that the rules have. */
function toGuestNetwork(names: PreparedNetwork['names']): NonNullable<GuestIdentity['network']> {
  return names ? { ...guestNetwork, nameServers: [guestNames], hosts: names, answersNames: true } : guestNetwork
}

async function prepareNetwork({ machine, processes, examineNetwork, resolveName }: EngineContext, { name, spec }: SandboxConfig, signal: AbortSignal): Promise<PreparedNetwork> {
  const { allowedHosts = [] } = spec
  const [examined, resolved] = await Promise.all([examineNetwork(signal), allowedHosts.length > 0 ? resolveAllowed({ allowedHosts, resolveName, unresolved: (host) => toUnresolved(name, host), signal }) : null])
  if ('programs' in examined) return { boot: { programs: examined.programs, host: { machine, processes }, allowed: resolved?.allowed ?? null }, names: resolved?.hosts ?? null }
  const { reason, remedies } = examined
  throw new AppError('SANDBOX_START_FAILED', { name, reason: '' }, { because: reason, remedies })
}

function toUnresolved(name: string, host: string): AppError {
  return new AppError('SANDBOX_START_FAILED', { name, reason: `--allow ${host}: no IPv4 address of ${host} is known here. Check the name and this machine's connection` })
}

async function toPlan(context: EngineContext, { files, config }: Found, signal: AbortSignal): Promise<MachinePlan> {
  const { artifacts, directory, images } = context
  const { spec, hardening } = config
  const [image, initrd, rates] = await Promise.all([images.fileOf(config.image.id), provideInitrd(join(directory, 'guest'), artifacts), context.rates()])
  if (image === null) throw new AppError('IMAGE_NOT_FOUND', { image: spec.image })
  await Promise.all(spec.mounts.map(async ({ source }, index) => await packHostFolder(source, files.path(toMountName(index)), signal)))
  return {
    vcpus: toVcpus(spec.vcpus, hardening.cpus),
    memoryMb: hardening.memoryMb ?? spec.memoryMb,
    kernel: artifacts.kernel,
    initrd,
    drives: [
      { id: 'image', file: image, isReadOnly: true },
      { id: 'scratch', file: fileNames.scratch, isReadOnly: false },
      ...spec.mounts.map((_, index) => ({ id: `mount${index}`, file: toMountName(index), isReadOnly: true }))
    ],
    network: hardening.network ? { interfaceName: guestNetwork.interfaceName, tapDevice, mac: guestMac, mtu: guestNetwork.mtu } : null,
    rates
  }
}

function toGuestMount({ spec, hardening }: SandboxConfig): GuestMount {
  const { isRootReadOnly, tmpfs, volumes, capabilities, noNewPrivileges, maxProcesses, maxOpenFiles } = hardening
  return {
    imageDevice: toDevice(0), scratchDevice: toDevice(1), isRootReadOnly, tmpfs, volumes, capabilities, noNewPrivileges, maxProcesses, maxOpenFiles,
    drives: spec.mounts.map(({ target }, index) => ({ device: toDevice(index + 2), fileSystem: 'squashfs', target, writable: false }))
  }
}

/** As the kernel names them, in their order: vda … vdz, vdaa … */
function toDevice(index: number): string {
  const letter = (at: number): string => String.fromCharCode(97 + at)
  return index < 26 ? `vd${letter(index)}` : `vd${letter(Math.floor(index / 26) - 1)}${letter(index % 26)}`
}

/** A host name label takes no underscore. */
function toHostname(name: string): string {
  return name.replaceAll('_', '-').slice(0, 63)
}
