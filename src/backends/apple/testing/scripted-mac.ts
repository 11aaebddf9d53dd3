import type { Command, Processes, ProcessResult } from '#core/ports'
import { filesOf, noProcesses, testMachine, type Entry } from '../../testing/machine'
import type { AppleDependencies } from '../dependencies'
import { parseLaunchdJobs } from '../host-probe'

export type Script = Partial<ProcessResult> | ((command: Command) => Partial<ProcessResult>)

export interface ScriptedMac {
  readonly dependencies: AppleDependencies
  /** Arguments of every call of the program, in order. */
  readonly calls: string[]
  readonly bootedOut: string[]
}

const appRoot = '/Users/ada/Library/Application Support/com.apple.container'

export const runningStatus = JSON.stringify({
  status: 'running', appRoot: `${appRoot}/`, installRoot: '/usr/local/', apiServerVersion: 'container-apiserver version 1.4.1 (build: release, commit: 0190097)'
})

/** A Mac for unit tests: what the program and macOS answer is a table. Defaults: everything in order, version 1.4.1. */
export function scriptedMac(changes: {
  readonly answers?: Readonly<Record<string, Script>>
  readonly files?: Readonly<Record<string, Entry>>
  readonly sysctl?: Readonly<Record<string, string>>
  readonly machine?: Partial<AppleDependencies['machine']>
  readonly launchd?: string
} = {}): ScriptedMac {
  const calls: string[] = []
  const bootedOut: string[] = []
  const answers: Readonly<Record<string, Script>> = {
    '--version': { stdout: 'container CLI version 1.4.1 (build: release, commit: 0190097)\n' },
    'system status': { stdout: runningStatus },
    'list --quiet': {},
    'list --all': { stdout: '[]' },
    ...changes.answers
  }
  const processes: Processes = {
    ...noProcesses,
    async run(command) {
      const words = command.args.join(' ')
      calls.push(words)
      const key = Object.keys(answers).filter((start) => words.startsWith(start)).toSorted((a, b) => b.length - a.length)[0] ?? ''
      const answer = answers[key] ?? { exitCode: 64, stderr: `Error: Unknown command '${words}'` }
      return { exitCode: 0, stdout: '', stderr: '', ...(typeof answer === 'function' ? answer(command) : answer) }
    }
  }
  const files = { '/usr/local/bin/container': { isProgram: true }, [`${appRoot}/kernels/default.kernel-arm64`]: '', ...changes.files } as const
  const sysctl: Readonly<Record<string, string>> = { 'hw.optional.arm64': '1', 'kern.hv_support': '1', ...changes.sysctl }
  return {
    calls,
    bootedOut,
    dependencies: {
      machine: testMachine({ platform: 'darwin', arch: 'arm64', osRelease: '25.1.0', homeDirectory: '/Users/ada', userId: 501, files: filesOf(files), ...changes.machine }),
      processes,
      clock: { now: Date.now, monotonic: () => performance.now(), sleep: () => Promise.resolve() },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      probe: {
        sysctl: async (name) => sysctl[name] ?? null,
        productVersion: async () => '15.7.1',
        launchdJobs: async () => parseLaunchdJobs(changes.launchd ?? ''),
        async bootOut(label) {
          bootedOut.push(label)
          return true
        }
      }
    }
  }
}
