import { AppError } from '#contract/errors'
import type { Clock } from '#core/ports'
import { guestNetwork, tapDevice, uplinkDevice } from './guest-network'
import { emptyEnvironment, type NetworkHost, type NetworkPrograms } from './programs'
import { toRules, type AllowList } from './rules'

const stepTimeoutMs = 5_000
const uplinkTimeoutMs = 5_000
const lookAgainMs = 5

/**
 * What goes in front of the monitor's command line: it then runs in user and network namespaces of its own, under the same process id.
 * It has no capabilities there, so even a guest that took it over could not change the rules.
 */
export function toNetworkWrapper({ unshare, setpriv }: NetworkPrograms): string[] {
  return [unshare, '--user', '--map-root-user', '--net', '--', setpriv, '--no-new-privs', '--bounding-set=-all', '--inh-caps=-all', '--']
}

export interface AttachOptions {
  readonly programs: NetworkPrograms
  readonly host: NetworkHost
  readonly clock: Clock
  /** The monitor, started with the wrapper; it must have answered, so that its namespaces are there. */
  readonly processId: number
  readonly allowed: AllowList
  /** For what slirp4netns says. */
  readonly outputFile: string
  /** `with us`: the way out ends when this process ends, as the monitor does. */
  readonly dies: 'by itself' | 'with us'
  readonly signal: AbortSignal
}

/**
 * Gives a monitor's namespace its device, its rules and its way out; to be called before the device is named to the monitor. Resolves with
 * the process id of slirp4netns, which lives on and holds the namespace: it is to be ended after the monitor. Rejects with
 * SANDBOX_START_FAILED and the words of the program that failed; nothing but the namespace is left then.
 */
export async function attachNetwork(options: AttachOptions, sandboxName: string): Promise<number> {
  const { programs, processId, allowed } = options
  const inside = (args: readonly string[], input: string): Promise<void> =>
    step(options, sandboxName, ['--target', String(processId), '--user', '--net', '--preserve-credentials', '--', ...args], input)
  // The rules first: there is no moment at which something passes without them.
  await inside([programs.nft, '-f', '-'], toRules(allowed))
  await inside([programs.ip, '-batch', '-'], toLinks())
  await inside([programs.tee, '/proc/sys/net/ipv4/ip_forward'], '1\n')
  return await startUplink(options, sandboxName)
}

/** The device belongs to the namespace's root, so that a monitor without capabilities may open it. */
function toLinks(): string {
  return [
    'link set lo up',
    `tuntap add dev ${tapDevice} mode tap user 0`,
    `addr add ${guestNetwork.gateway}/30 dev ${tapDevice}`,
    `link set ${tapDevice} up`,
    ''
  ].join('\n')
}

async function step({ programs, host, signal }: AttachOptions, name: string, args: readonly string[], input: string): Promise<void> {
  const result = await host.processes.run({ file: programs.nsenter, args, environment: emptyEnvironment }, { timeoutMs: stepTimeoutMs, input, signal })
  if (result.exitCode !== 0) throw failed(name, result.stderr.trim() || (result.failure ?? `exit code ${result.exitCode}`))
}

function failed(name: string, reason: string): AppError {
  return new AppError('SANDBOX_START_FAILED', { name, reason })
}

async function startUplink(options: AttachOptions, name: string): Promise<number> {
  const { host, clock, processId, outputFile, signal } = options
  const uplink = await host.processes.startDetached({ ...toUplinkCommand(options), environment: emptyEnvironment, outputFile })
  let exit: { exitCode: number | null } | null = null
  void uplink.ended.then((ended) => (exit = ended))
  try {
    const until = clock.monotonic() + uplinkTimeoutMs
    while (!(await hasDefaultRoute(host, processId))) {
      if (exit || clock.monotonic() > until) throw failed(name, `${exit ? 'slirp4netns ended at once' : `slirp4netns made no way out within ${uplinkTimeoutMs} ms`}${await readLastLine(host, outputFile)}`)
      await clock.sleep(lookAgainMs, signal)
    }
  } catch (error) {
    endUplink(uplink.processId)
    throw error
  }
  return uplink.processId
}

function toUplinkCommand({ programs, processId, dies }: AttachOptions): { readonly file: string; readonly args: readonly string[] } {
  const args = ['--configure', '--mtu=65520', '--disable-host-loopback', '--enable-sandbox', '--enable-seccomp', String(processId), uplinkDevice]
  if (dies === 'by itself') return { file: programs.slirp4netns, args }
  return { file: programs.setpriv, args: ['--pdeathsig', 'KILL', '--', programs.slirp4netns, ...args] }
}

async function readLastLine({ machine }: NetworkHost, outputFile: string): Promise<string> {
  const said = await machine.files.readFile(outputFile).then((bytes) => Buffer.from(bytes).toString('utf8').trim(), () => '')
  return said === '' ? '' : `: ${said.split('\n').at(-1)}`
}

function endUplink(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL')
  } catch {
    // Gone by itself.
  }
}

/** Seen from outside: the namespace of a process is in its own part of /proc. */
async function hasDefaultRoute({ machine }: NetworkHost, processId: number): Promise<boolean> {
  const routes = await machine.files.readFile(`/proc/${processId}/net/route`).catch(() => new Uint8Array())
  return new RegExp(`^${uplinkDevice}\\s+00000000\\s`, 'm').test(Buffer.from(routes).toString())
}
