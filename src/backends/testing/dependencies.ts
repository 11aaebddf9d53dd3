import type { Log, Machine } from '#core/ports'
import { createProcesses } from '#platform/processes'
import { testClock } from '../engine-api/testing/real-engines'
import type { BackendDependencies } from '../index'
import { testMachine } from './machine'

/** Keeps what was logged, for tests that look whether a secret got out. */
export function recordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = []
  const record = (message: string, fields?: Record<string, unknown>): void => void lines.push(`${message} ${JSON.stringify(fields, plain)}`)
  return { lines, info: record, warn: record, error: record }
}

function plain(_key: string, value: unknown): unknown {
  return value instanceof Error ? `${value.message} ${String(value.cause)}` : value
}

/** Dependencies with real programs and time on the given machine. */
export function dependenciesOf(changes: Partial<Machine>, settings: Partial<Awaited<ReturnType<BackendDependencies['settings']>>> = {}): BackendDependencies & { log: ReturnType<typeof recordingLog> } {
  return {
    machine: testMachine(changes),
    processes: createProcesses(),
    clock: testClock,
    log: recordingLog(),
    settings: () => Promise.resolve({ dockerEndpoint: null, podmanEndpoint: null, firecrackerProgram: null, firecrackerKernel: null, firecrackerWarmStart: false, firecrackerDiskMbPerSecond: 0, firecrackerNetworkMbPerSecond: 0, ...settings }),
    guestAgent: '/nowhere/agent',
    keeper: { file: '/nowhere/keeper', args: [], environment: {} }
  }
}
