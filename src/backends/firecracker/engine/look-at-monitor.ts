import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProcessIdentity } from '../state/process-identity'
import { fileNames, type SandboxFiles } from '../state/sandbox-files'
import { monitorLimits } from '../vmm/limits-wrapper'

/** How Firecracker's own process is held, as the host's kernel tells it. */
export interface MonitorLook {
  readonly hasFilter: boolean
  readonly hasNoNewPrivileges: boolean
  readonly isLimited: boolean
  /** Memory and CPU by a control group of its own. */
  readonly isGrouped: boolean
  /** Of the disk, among what else the person runs: 100 unless said. Null where the kernel does not weigh. */
  readonly diskWeight: number | null
  /** Permissions of its sockets, the widest: `0600`. Null when there are none. */
  readonly socketMode: string | null
}

/** Null when there is no such process. */
export async function lookAtMonitor({ processId }: Pick<ProcessIdentity, 'processId'>, files: SandboxFiles, procFolder = '/proc', groupFolder = '/sys/fs/cgroup'): Promise<MonitorLook | null> {
  const folder = `${procFolder}/${processId}`
  const [statuses, limits, socketMode, group] = await Promise.all([readThreads(folder), readFile(`${folder}/limits`, 'latin1').catch(() => ''), readSocketMode(files), lookAtGroup(folder, groupFolder)])
  if (statuses.length === 0) return null
  // Each thread has filters of its own.
  const isEverywhere = (field: RegExp): boolean => statuses.every((status) => field.test(status))
  return { hasFilter: isEverywhere(/^Seccomp:\s*2$/m), hasNoNewPrivileges: isEverywhere(/^NoNewPrivs:\s*1$/m), isLimited: isLimited(limits), ...group, socketMode }
}

async function readThreads(folder: string): Promise<string[]> {
  const threads = await readdir(`${folder}/task`).catch(() => [])
  const read = await Promise.all(threads.map(async (thread) => await readFile(`${folder}/task/${thread}/status`, 'latin1').catch(() => '')))
  return read.filter((status) => status !== '')
}

/** By the hard limits, which the process cannot raise. */
function isLimited(limits: string): boolean {
  const hard = (name: string): number => Number(new RegExp(`^${name}\\s+\\S+\\s+(\\d+)`, 'm').exec(limits)?.[1] ?? Infinity)
  return hard('Max core file size') === 0 && hard('Max open files') <= monitorLimits.openFiles && hard('Max file size') <= monitorLimits.fileBytes
}

async function lookAtGroup(folder: string, groupFolder: string): Promise<Pick<MonitorLook, 'isGrouped' | 'diskWeight'>> {
  const path = /^0::(\/.+)$/m.exec(await readFile(`${folder}/cgroup`, 'latin1').catch(() => ''))?.[1]
  if (path === undefined) return { isGrouped: false, diskWeight: null }
  const read = async (name: string): Promise<string> => await readFile(join(groupFolder, path, name), 'latin1').catch(() => 'max')
  const [memory, cpu, slice] = await Promise.all([read('memory.max'), read('cpu.max'), read('../io.weight')])
  const weight = /^default (\d+)/.exec(slice)?.[1]
  return { isGrouped: !memory.startsWith('max') && !cpu.startsWith('max'), diskWeight: weight === undefined ? null : Number(weight) }
}

async function readSocketMode(files: SandboxFiles): Promise<string | null> {
  const found = await Promise.all([fileNames.apiSocket, fileNames.agentSocket].map(async (name) => await stat(files.path(name)).catch(() => null)))
  const modes = found.flatMap((one) => (one ? [one.mode & 0o777] : []))
  return modes.length === 0 ? null : modes.reduce((all, mode) => all | mode, 0).toString(8).padStart(4, '0')
}
