import type { ObjectRef } from '#core/ports'
import { createClock } from '#platform/clock'
import { createProcesses } from '#platform/processes'
import { noCredentials } from '../../registry/credentials'
import { realFiles, testMachine } from '../../testing/machine'
import { openEngine, type OpenEngineOptions } from '../engine/open-engine'

/** What a process needs to start a sandbox of a lab. */
export interface StarterOptions extends Pick<OpenEngineOptions, 'artifacts' | 'keeper'> {
  readonly dataDirectory: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly ref: ObjectRef
}

const { artifacts, keeper, dataDirectory, environment, ref } = JSON.parse(process.argv[2] ?? '') as StarterOptions
const nothing = (): void => undefined
const engine = openEngine({
  machine: testMachine({ dataDirectory, files: realFiles, environment, userId: process.getuid?.() ?? null }),
  processes: createProcesses(), clock: createClock(), log: { info: nothing, warn: nothing, error: nothing }, artifacts, keeper, credentials: noCredentials,
  exporters: () => Promise.resolve([]), bootTimeoutMs: 60_000
})
void engine.start(ref, { signal: new AbortController().signal, progress: nothing })
