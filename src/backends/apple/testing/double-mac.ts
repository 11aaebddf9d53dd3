import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Backend } from '#core/ports'
import { createClock } from '#platform/clock'
import { createProcesses } from '#platform/processes'
import { realFiles, testMachine } from '../../testing/machine'
import { createAppleBackend } from '../apple-backend'
import type { AppleDependencies } from '../dependencies'
import { parseLaunchdJobs } from '../host-probe'

const run = promisify(execFile)

export interface Fault {
  readonly cmd: string
  readonly match?: string
  readonly times?: number
  readonly kind: string
}

/** A Mac whose `container` is the double. */
export interface DoubleMac {
  readonly dependencies: AppleDependencies
  readonly root: string
  createBackend(): Backend
  /** Runs the double as its user would, past our driver. */
  container(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }>
  /** Replaces the switches of the double, faults included. */
  set(switches: { faults?: readonly Fault[]; service?: string; kernel?: string; registry?: Record<string, unknown>; latency?: Record<string, number>; profile?: string }): Promise<void>
  /** Every call since the last `set`, oldest first. */
  calls(): Promise<{ args: string[]; exitCode: number; environment: string[]; begun: number; ended: number }[]>
  dispose(): Promise<void>
}

/** What runs the sandboxes of the double. */
export type DoubleEngine = 'podman' | 'plain'

const main = resolve('src/backends/apple/testing/double/main.mjs')

/** What can run the double's sandboxes here, the wanted one before the other; or why none can. */
export async function findDoubleEngine(wanted: DoubleEngine): Promise<{ readonly engine: DoubleEngine } | { readonly obstacle: string }> {
  const { stdout } = await run(process.execPath, [main, '__fake', 'engines'], { env: { ...process.env, FAKE_CONTAINER_ROOT: tmpdir(), FAKE_CONTAINER_ENGINE: wanted } })
  const obstacles = JSON.parse(stdout) as Record<DoubleEngine, string | null>
  const found = [wanted, 'podman' as const, 'plain' as const].find((engine) => obstacles[engine] === null)
  return found ? { engine: found } : { obstacle: `nothing here can run the sandboxes of Apple's double: ${obstacles.podman}; ${obstacles.plain}` }
}

/** Why the double cannot run sandboxes here; null when it can. */
export async function findObstacle(): Promise<string | null> {
  const found = await findDoubleEngine('plain')
  return 'obstacle' in found ? found.obstacle : null
}

/** From the project's folder. `wanted`: plain processes unless it says otherwise, which are faster. */
export async function openDoubleMac(profile: '0.12.3' | '1.2.2' | '1.4.1', wanted: DoubleEngine = 'plain'): Promise<DoubleMac> {
  const found = await findDoubleEngine(wanted)
  const engine = 'engine' in found ? found.engine : wanted
  const root = await mkdtemp(join(tmpdir(), `apple-double-${profile}-`))
  const [state, bin] = [join(root, 'state'), join(root, 'bin')]
  await Promise.all([mkdir(state), mkdir(bin)])
  const file = join(bin, 'container')
  const callsFile = join(root, 'calls.jsonl')
  await writeFile(file, toStarter({ FAKE_CONTAINER_ROOT: state, FAKE_CONTAINER_PROFILE: profile, FAKE_CONTAINER_CALLS: callsFile, FAKE_CONTAINER_ENGINE: engine, FAKE_CONTAINER_HOME: homedir() }))
  await chmod(file, 0o755)

  const container: DoubleMac['container'] = async (...args) => {
    const { stdout = '', stderr = '', code = 0 } = await run(file, args).catch((error: { stdout: string; stderr: string; code: number }) => error as never) as { stdout: string; stderr: string; code?: number }
    return { exitCode: code, stdout, stderr }
  }
  const dependencies: AppleDependencies = {
    machine: testMachine({ platform: 'darwin', arch: 'arm64', osRelease: '25.1.0', userId: 501, environment: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, CONTAINER_DEBUG: '1', SECRET_OF_THE_HOST: 'x' }, files: realFiles }),
    processes: createProcesses(),
    clock: createClock(),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    program: file,
    probe: {
      sysctl: async () => '1',
      productVersion: async () => '26.1',
      launchdJobs: async () => parseLaunchdJobs((await container('__fake', 'launchctl-list')).stdout),
      bootOut: async (label) => (await container('__fake', 'launchctl-bootout', label)).exitCode === 0
    }
  }
  return {
    dependencies,
    root: state,
    createBackend: () => createAppleBackend(dependencies),
    container,
    async set(switches) {
      await Promise.all([rm(join(state, 'faults.json'), { force: true }), rm(callsFile, { force: true })])
      await writeFile(join(state, 'switches.json'), JSON.stringify(switches))
    },
    async calls() {
      if (!existsSync(callsFile)) return []
      return (await readFile(callsFile, 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as never)
    },
    async dispose() {
      await writeFile(join(state, 'switches.json'), '{}')
      await container('__fake', 'clean')
      await rm(root, { recursive: true, force: true })
    }
  }
}

/** Settings that must survive the filter for the program's environment are in the program itself. */
function toStarter(environment: Readonly<Record<string, string>>): string {
  const more = process.env['CONTAINERS_CONF'] === undefined ? {} : { CONTAINERS_CONF: process.env['CONTAINERS_CONF'] }
  const exports = Object.entries({ ...environment, ...more }).map(([name, value]) => `export ${name}='${value}'`)
  return ['#!/bin/sh', ...exports, `exec '${process.execPath}' '${main}' "$@"`, ''].join('\n')
}
