import type { Remedy, Text } from '#contract/text'
import { findProgram, type Machine, type Processes } from '#core/ports'
import { emptyEnvironment } from '../network/programs'

/** How a control group is made around a monitor: by the person's systemd. */
export interface LimitGroup {
  /** Goes in front of a command line, in the same process; limits and `--` follow. */
  readonly command: readonly string[]
  /** By which it finds its systemd; nothing of it is secret. */
  readonly environment: Readonly<Record<string, string>>
}

export type GroupExamination =
  /** `sharesDisk`: all of them together come after what else wants the disk. */
  | { readonly group: LimitGroup; readonly sharesDisk: boolean; readonly remedies: readonly Remedy[] }
  | { readonly reason: Text; readonly remedies: readonly Remedy[] }

interface GroupHost {
  readonly machine: Machine
  readonly processes: Processes
}

const trialTimeoutMs = 5_000
const trial = { memoryMb: 64, cpuPercent: 100 }
/** Of the monitor beside its guest's memory, with what it has in the page cache. */
const monitorMb = 128
const slice = 'agentkernel'
/** Of the disk, for all microVMs together; whatever else a person runs has 100. */
export const diskWeight = 50
/** What the trial looks at in its own group, and in the slice around it. */
const look = 'read -r line < /proc/self/cgroup; group="/sys/fs/cgroup${line#0::}"; cat "$group/memory.max" "$group/cpu.max"; cat "${group%/*}/io.weight" 2>/dev/null || :'

/**
 * Whether this user's systemd limits memory, CPU and disk of what it starts, which is tried with a program that ends at once. Changes nothing but
 * the weight of our own slice, until the session ends.
 */
export async function examineGroup(host: GroupHost, signal: AbortSignal): Promise<GroupExamination> {
  const file = await findProgram('systemd-run', host.machine, ['/usr/bin', '/bin'])
  if (file === null) return toNone('systemd-run', [])
  const group = toGroup(file, host.machine)
  await weighSlice(host, group, signal)
  const [program = '', ...args] = [...group.command, ...toProperties(trial.memoryMb, trial.cpuPercent), '--', '/bin/sh', '-c', look]
  const { exitCode, stdout, stderr, failure } = await host.processes.run({ file: program, args, environment: group.environment }, { timeoutMs: trialTimeoutMs, signal })
  const [memory, cpu, disk] = stdout.split('\n')
  if (exitCode === 0 && memory === String(trial.memoryMb * 1_048_576) && cpu === '100000 100000') {
    const sharesDisk = disk === `default ${diskWeight}`
    return { group, sharesDisk, remedies: sharesDisk ? [] : [delegateRemedy] }
  }
  if (exitCode === null || exitCode !== 0) return toNone(stderr.trim().split('\n').at(-1) || (failure ?? `exit code ${exitCode}`), [])
  return toNone('memory.max, cpu.max', [delegateRemedy])
}

const delegate = String.raw`sudo mkdir -p /etc/systemd/system/user@.service.d && printf '[Service]\nDelegate=cpu cpuset io memory pids\n' | sudo tee /etc/systemd/system/user@.service.d/delegate.conf && sudo systemctl daemon-reload`
const delegateRemedy: Remedy = { text: { key: 'remedies.host_groups' }, command: delegate }

/** A weight counts among siblings: that of a scope would only set one microVM against the other. What comes of it is looked at, so that nothing is said here. */
async function weighSlice({ machine, processes }: GroupHost, { environment }: LimitGroup, signal: AbortSignal): Promise<void> {
  const file = await findProgram('systemctl', machine, ['/usr/bin', '/bin'])
  if (file === null) return
  const args = [...toManager(machine), 'set-property', '--runtime', `${slice}.slice`, `IOWeight=${diskWeight}`]
  await processes.run({ file, args, environment }, { timeoutMs: trialTimeoutMs, signal })
}

function toNone(detail: string, remedies: readonly Remedy[]): GroupExamination {
  return { reason: { key: 'reasons.host_groups', params: { detail } }, remedies }
}

/** Root's own systemd is the machine's. */
function toManager({ userId }: Pick<Machine, 'userId'>): string[] {
  return userId === 0 ? [] : ['--user']
}

function toGroup(file: string, machine: Machine): LimitGroup {
  const { userId, environment } = machine
  const isRoot = userId === 0
  const { XDG_RUNTIME_DIR: runtime = `/run/user/${userId}`, DBUS_SESSION_BUS_ADDRESS: bus } = environment
  return {
    command: [file, ...toManager(machine), '--scope', '--quiet', '--collect', `--slice=${slice}`],
    environment: { ...emptyEnvironment, ...(!isRoot && { XDG_RUNTIME_DIR: runtime, ...(bus !== undefined && { DBUS_SESSION_BUS_ADDRESS: bus }) }) }
  }
}

/** Never in swap: a guest's memory would lie on a disk in the clear. */
function toProperties(memoryMb: number, cpuPercent: number): string[] {
  return ['-p', `MemoryMax=${memoryMb}M`, '-p', 'MemorySwapMax=0', '-p', `CPUQuota=${cpuPercent}%`]
}

/** The guest's processors are threads of the monitor; one more is for what it does itself. */
export function toGroupWrapper({ command }: LimitGroup, { vcpus, memoryMb }: { readonly vcpus: number; readonly memoryMb: number }): string[] {
  return [...command, ...toProperties(memoryMb + monitorMb, (vcpus + 1) * 100), '-p', `TasksMax=${vcpus + 64}`, '--']
}
