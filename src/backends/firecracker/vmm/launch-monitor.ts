import { rm, writeFile } from 'node:fs/promises'
import type { Clock, DetachedProcess, Processes } from '#core/ports'
import { FirecrackerApi } from '../api/firecracker-api'
import { readIdentity, type ProcessIdentity } from '../state/process-identity'
import { fileNames, type SandboxFiles } from '../state/sandbox-files'
import { MonitorEnded } from './start-failure'

export interface Monitor {
  readonly identity: ProcessIdentity
  readonly api: FirecrackerApi
  /** Rejects with MonitorEnded when it ends; never resolves. */
  readonly failed: Promise<never>
}

export interface LaunchOptions {
  readonly files: SandboxFiles
  readonly objectId: string
  readonly program: string
  /** What it is started through: limits, namespaces. Each gives its process to what follows. */
  readonly wrapper: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly processes: Processes
}

const apiTimeoutMs = 10_000
const lookAgainMs = 3

/** Starts Firecracker so that it outlives us. It refuses sockets that are there already: nothing may run in the folder. */
export async function launchMonitor({ files, objectId, program, wrapper, environment, processes }: LaunchOptions): Promise<Monitor> {
  await prepareFolder(files)
  const [file = '', ...args] = [...wrapper, program, '--api-sock', fileNames.apiSocket, '--id', objectId, '--log-path', fileNames.monitorLog, '--level', 'Info']
  const child = await processes.startDetached({ file, args, environment, workingDirectory: files.folder, outputFile: files.path(fileNames.monitorOutput) })
  const identity = await readIdentity(child.processId)
  if (!identity) throw new MonitorEnded((await child.ended).exitCode)
  return { identity, api: new FirecrackerApi({ folder: files.folder, socketName: fileNames.apiSocket }), failed: toFailure(child) }
}

async function prepareFolder(files: SandboxFiles): Promise<void> {
  await Promise.all([fileNames.apiSocket, fileNames.agentSocket].map(async (name) => await rm(files.path(name), { force: true })))
  await Promise.all([fileNames.console, fileNames.monitorLog, fileNames.monitorOutput, fileNames.uplinkOutput].map(async (name) => await writeFile(files.path(name), '', { mode: 0o600 })))
}

function toFailure({ ended }: DetachedProcess): Promise<never> {
  const failed = ended.then(({ exitCode }) => {
    throw new MonitorEnded(exitCode)
  })
  failed.catch(() => undefined)
  return failed
}

/** Resolves when it takes requests. */
export async function waitForApi({ api }: Monitor, clock: Clock, signal: AbortSignal): Promise<void> {
  const until = clock.monotonic() + apiTimeoutMs
  for (;;) {
    try {
      await api.get('/version', { signal })
      return
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : ''
      if ((code !== 'ENOENT' && code !== 'ECONNREFUSED') || clock.monotonic() > until) throw error
    }
    await clock.sleep(lookAgainMs, signal)
  }
}
