import type { Machine, Processes, ProcessResult } from '#core/ports'

/** The questions to macOS that Apple's `container` does not answer itself. */
export interface HostProbe {
  /** A kernel value, trimmed; null where the kernel has no such value. */
  sysctl(name: string, signal: AbortSignal): Promise<string | null>
  /** As macOS shows it, e.g. `26.1`; null when it does not say. */
  productVersion(signal: AbortSignal): Promise<string | null>
  /** Labels of the launchd jobs of this login, with their process id (null: not running). */
  launchdJobs(signal: AbortSignal): Promise<ReadonlyMap<string, number | null>>
  /** Ends a launchd job and its process. True when it is gone. */
  bootOut(label: string, signal: AbortSignal): Promise<boolean>
}

const probeTimeoutMs = 2_000
const bootOutTimeoutMs = 15_000

/** Asks the programs that macOS brings, by their absolute paths. */
export function createHostProbe({ machine, processes }: { machine: Machine; processes: Processes }): HostProbe {
  // With SYSTEM_VERSION_COMPAT=1 sw_vers answers 16 for 26.
  const environment = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: machine.homeDirectory }
  const ask = (file: string, args: readonly string[], signal: AbortSignal, timeoutMs = probeTimeoutMs): Promise<ProcessResult> =>
    processes.run({ file, args, environment }, { timeoutMs, signal })
  const text = ({ exitCode, stdout }: ProcessResult): string | null => (exitCode === 0 ? stdout.trim() : null)
  return {
    sysctl: async (name, signal) => text(await ask('/usr/sbin/sysctl', ['-n', name], signal)),
    productVersion: async (signal) => text(await ask('/usr/bin/sw_vers', ['-productVersion'], signal)),
    launchdJobs: async (signal) => parseLaunchdJobs((await ask('/bin/launchctl', ['list'], signal)).stdout),
    async bootOut(label, signal) {
      // An ssh session has no gui domain; its jobs are in the user's.
      for (const domain of ['gui', 'user']) {
        const { exitCode } = await ask('/bin/launchctl', ['bootout', `${domain}/${machine.userId ?? 0}/${label}`], signal, bootOutTimeoutMs)
        if (exitCode === 0) return true
      }
      return false
    }
  }
}

/** Lines of `launchctl list`: process id or `-`, last exit status, label. */
export function parseLaunchdJobs(text: string): Map<string, number | null> {
  const jobs = new Map<string, number | null>()
  for (const line of text.split('\n')) {
    const [processId = '', , label] = line.trim().split(/\s+/)
    if (label) jobs.set(label, /^\d+$/.test(processId) ? Number(processId) : null)
  }
  return jobs
}
