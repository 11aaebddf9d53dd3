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

export type GroupExamination = { readonly group: LimitGroup } | { readonly reason: Text; readonly remedies: readonly Remedy[] }

interface GroupHost {
  readonly machine: Machine
  readonly processes: Processes
}

const trialTimeoutMs = 5_000
const trial = { memoryMb: 64, cpuPercent: 100 }
/** Of the monitor beside its guest's memory, with what it has in the page cache. */
const monitorMb = 128
/** What the trial looks at in its own group. */
const look = 'read -r line < /proc/self/cgroup; cat "/sys/fs/cgroup${line#0::}/memory.max" "/sys/fs/cgroup${line#0::}/cpu.max"'

/** Whether this user's systemd limits memory and CPU of what it starts, which is tried with a program that ends at once. Changes nothing. */
export async function examineGroup(host: GroupHost, signal: AbortSignal): Promise<GroupExamination> {
  const file = await findProgram('systemd-run', host.machine, ['/usr/bin', '/bin'])
  if (file === null) return toNone('systemd-run', [])
  const group = toGroup(file, host.machine)
  const [program = '', ...args] = [...group.command, ...toProperties(trial.memoryMb, trial.cpuPercent), '--', '/bin/sh', '-c', look]
  const { exitCode, stdout, stderr, failure } = await host.processes.run({ file: program, args, environment: group.environment }, { timeoutMs: trialTimeoutMs, signal })
  if (exitCode === 0 && stdout === `${trial.memoryMb * 1_048_576}\n100000 100000\n`) return { group }
  if (exitCode === null || exitCode !== 0) return toNone(stderr.trim().split('\n').at(-1) || (failure ?? `exit code ${exitCode}`), [])
  return toNone('memory.max, cpu.max', [{ text: { key: 'remedies.host_groups' }, command: delegate }])
}

const delegate = String.raw`sudo mkdir -p /etc/systemd/system/user@.service.d && printf '[Service]\nDelegate=cpu cpuset io memory pids\n' | sudo tee /etc/systemd/system/user@.service.d/delegate.conf && sudo systemctl daemon-reload`

function toNone(detail: string, remedies: readonly Remedy[]): GroupExamination {
  return { reason: { key: 'reasons.host_groups', params: { detail } }, remedies }
}

/** Root's own systemd is the machine's. */
function toGroup(file: string, { userId, environment }: Machine): LimitGroup {
  const isRoot = userId === 0
  const { XDG_RUNTIME_DIR: runtime = `/run/user/${userId}`, DBUS_SESSION_BUS_ADDRESS: bus } = environment
  return {
    command: [file, ...(isRoot ? [] : ['--user']), '--scope', '--quiet', '--collect', '--slice=agentkernel'],
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
