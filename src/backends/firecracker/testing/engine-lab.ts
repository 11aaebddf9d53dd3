import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import type { Engine } from '#core/ports'
import { createProcesses } from '#platform/processes'
import { newTask } from '../../conformance/lab'
import { testClock } from '../../engine-api/testing/real-engines'
import { noCredentials } from '../../registry/credentials'
import { recordingLog } from '../../testing/dependencies'
import { realFiles, testMachine } from '../../testing/machine'
import { openEngine, type OpenEngineOptions } from '../engine/open-engine'
import { bundleKeeper } from './bundle-keeper'
import { createTestArtifacts } from './test-artifacts'

/** The whole engine on the double, in a home of its own with two images in it. */
export interface EngineLab {
  readonly options: OpenEngineOptions
  /** Another connection, as another process has it. */
  open(changes?: Partial<OpenEngineOptions>): Engine
  /** `<home>/firecracker/sandboxes/<object>` */
  folderOf(objectId: string): string
  dispose(): Promise<void>
}

/** `depth`: so many bytes are put into the home's path. */
export async function createEngineLab({ depth = 0 }: { readonly depth?: number } = {}): Promise<EngineLab> {
  const home = await mkdtemp(join(tmpdir(), 'agentkernel-home-'))
  const dataDirectory = join(home, ...(depth > 0 ? ['d'.repeat(depth)] : []), 'data')
  await mkdir(dataDirectory, { recursive: true })
  const [test, kept] = await Promise.all([createTestArtifacts(), bundleKeeper()])
  const options: OpenEngineOptions = {
    machine: testMachine({ dataDirectory, files: realFiles, environment: { PATH: env['PATH'], LANG: 'C.UTF-8' }, userId: process.getuid?.() ?? null }),
    processes: createProcesses(), clock: testClock, log: recordingLog(), artifacts: test.artifacts, keeper: kept.keeper, credentials: noCredentials,
    exporters: () => Promise.resolve([]), bootTimeoutMs: 60_000
  }
  const engine = openEngine(options)
  for (const name of ['base.tar', 'noshell.tar']) await engine.images?.load?.(join(env['AGENTKERNEL_TEST_GUEST_IMAGES'] ?? '', name), newTask())
  return {
    options,
    open: (changes = {}) => openEngine({ ...options, ...changes }),
    folderOf: (objectId) => join(dataDirectory, 'firecracker', 'sandboxes', objectId),
    async dispose() {
      for (const object of await engine.list(newTask())) await engine.remove(object, { force: true }, newTask())
      await Promise.all([test.dispose(), kept.dispose()])
      await rm(home, { recursive: true, force: true })
    }
  }
}

export function createFolderName(): string {
  return join(tmpdir(), `agentkernel-folder-${randomUUID()}`)
}
