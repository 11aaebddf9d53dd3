import type { Remedy, Text } from '#contract/text'
import { findProgram, type Machine, type Processes } from '#core/ports'
import { tapDevice } from './guest-network'
import { toRules } from './rules'

const names = ['unshare', 'nsenter', 'setpriv', 'ip', 'nft', 'tee', 'slirp4netns'] as const

/** Absolute paths of what makes a network without root. */
export type NetworkPrograms = Readonly<Record<(typeof names)[number], string>>

/** What is there, or the first thing that is not, with what helps. */
export type NetworkExamination = { readonly programs: NetworkPrograms } | { readonly reason: Text; readonly remedies: readonly Remedy[] }

export interface NetworkHost {
  readonly machine: Machine
  readonly processes: Processes
}

const trialTimeoutMs = 5_000
const otherDirectories = ['/usr/sbin', '/sbin', '/usr/bin', '/bin']

/**
 * Whether sandboxes with the network on can be made here: the programs are there, and this user may make the namespaces, the device and
 * the rules, which is tried in namespaces that are gone right after. Changes nothing.
 */
export async function examineNetwork(host: NetworkHost, signal: AbortSignal): Promise<NetworkExamination> {
  const programs = await findPrograms(host.machine)
  if ('reason' in programs) return programs
  return (await tryOut(host, programs, signal)) ?? { programs }
}

/** In whatever runs inside; nothing of the person's environment is needed there. */
export const emptyEnvironment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' } as const

async function findPrograms(machine: Machine): Promise<NetworkPrograms | { reason: Text; remedies: Remedy[] }> {
  const found: Record<string, string> = {}
  for (const name of names) {
    const path = await findProgram(name, machine, otherDirectories)
    if (path === null) {
      const remedy: Remedy = { text: { key: 'remedies.network_install' }, command: 'sudo apt-get install slirp4netns nftables iproute2 util-linux' }
      return { reason: { key: 'reasons.network_program_missing', params: { program: name } }, remedies: [remedy] }
    }
    found[name] = path
  }
  return found as NetworkPrograms
}

interface Trial {
  readonly args: readonly string[]
  readonly input?: string
  readonly reason: string
  readonly remedies: readonly Remedy[]
}

/** From the most common obstacle to the rarest; null when there is none. */
async function tryOut({ machine, processes }: NetworkHost, programs: NetworkPrograms, signal: AbortSignal): Promise<{ reason: Text; remedies: readonly Remedy[] } | null> {
  const trials: Trial[] = [
    { args: [programs.setpriv, '--version'], reason: 'reasons.network_no_namespaces', remedies: await namespaceRemedies(machine) },
    { args: [programs.ip, 'tuntap', 'add', 'dev', tapDevice, 'mode', 'tap'], reason: 'reasons.network_no_tun', remedies: [{ text: { key: 'remedies.network_tun' }, command: 'sudo modprobe tun && sudo chmod 0666 /dev/net/tun' }] },
    { args: [programs.nft, '-f', '-'], input: toRules(null), reason: 'reasons.network_no_rules', remedies: [{ text: { key: 'remedies.network_rules' }, command: 'sudo modprobe -a nf_tables nft_chain_nat nft_ct nft_masq nft_reject_inet' }] }
  ]
  for (const { args, input, reason, remedies } of trials) {
    const command = { file: programs.unshare, args: ['--user', '--map-root-user', '--net', '--', ...args], environment: emptyEnvironment }
    const result = await processes.run(command, { timeoutMs: trialTimeoutMs, signal, ...(input !== undefined && { input }) })
    if (result.exitCode !== 0) return { reason: { key: reason, params: { detail: result.stderr.trim().split('\n').at(-1) || (result.failure ?? '') } }, remedies }
  }
  return null
}

/** Distributions forbid them in different ways. */
export async function namespaceRemedies({ files }: Machine): Promise<Remedy[]> {
  const has = async (name: string): Promise<boolean> => await files.readFile(`/proc/sys/kernel/${name}`).then(() => true, () => false)
  const setting = (await has('apparmor_restrict_unprivileged_userns')) ? 'kernel.apparmor_restrict_unprivileged_userns=0' : (await has('unprivileged_userns_clone')) ? 'kernel.unprivileged_userns_clone=1' : 'user.max_user_namespaces=15000'
  return [{ text: { key: 'remedies.network_namespaces' }, command: `sudo sysctl -w ${setting}` }]
}
