import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { describeEngine, type EngineFixture } from '../../conformance'
import { readFromPort } from '../../testing/read-from-port'
import { createTask, findRealEngines, openRealApi, openRealEngine, type RealEngine } from './real-engines'

/** Runs the conformance suite on every engine of a kind that is there; where none is, its tests are skipped and say so. */
export function describeRealEngines(kind: RealEngine['kind']): void {
  const engines = findRealEngines().filter((engine) => engine.kind === kind)
  if (engines.length === 0) describeEngine(kind, async () => await Promise.resolve({ unavailable: `no ${kind} was named; start the test engines with: npm run rig` }))
  for (const real of engines) describeEngine(real.title, async () => await Promise.resolve(createFixture(real)))
}

function createFixture(real: RealEngine): EngineFixture {
  const folders: string[] = []
  return {
    engine: openRealEngine(real),
    image: 'alpine:3.20',
    imageWithoutShell: 'agentkernel-test/noshell:1',
    connectAgain: async () => await Promise.resolve(openRealEngine(real)),
    createHostFolder: async (files) => {
      const folder = await createFolder(files)
      folders.push(folder)
      return folder
    },
    readHostFile: async (folder, name) => await readFile(join(folder, name), 'utf8').catch(() => null),
    withForeignObject: async (work) => await withForeignContainer(real, work),
    readLabels: async (objectId) => await readLabels(real, objectId),
    patienceMs: 1_000,
    readFromPort,
    dispose: async () => {
      for (const folder of folders) await rm(folder, { recursive: true, force: true })
    }
  }
}

/** Open to all: a rootless engine's root is another user here. */
async function createFolder(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'agentkernel-conformance-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text, { mode: 0o644 })
  await chmod(folder, 0o777)
  return folder
}

async function withForeignContainer(real: RealEngine, work: (objectId: string) => Promise<void>): Promise<void> {
  const api = openRealApi(real)
  const { signal } = createTask()
  const body = { Image: 'docker.io/library/alpine:3.20', Entrypoint: ['sleep', '300'], Cmd: [] }
  const { Id } = await api.json({ method: 'POST', path: '/containers/create', body, signal }, z.object({ Id: z.string() }))
  try {
    await api.text({ method: 'POST', path: `/containers/${Id}/start`, signal })
    await work(Id)
  } finally {
    await api.text({ method: 'DELETE', path: `/containers/${Id}`, query: { force: true, v: true }, signal })
  }
}

async function readLabels(real: RealEngine, objectId: string): Promise<Readonly<Record<string, string>>> {
  const schema = z.object({ Config: z.object({ Labels: z.record(z.string(), z.string()) }) })
  const container = await openRealApi(real).json({ method: 'GET', path: `/containers/${objectId}/json`, signal: createTask().signal }, schema)
  return container.Config.Labels
}
