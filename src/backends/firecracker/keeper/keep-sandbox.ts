import { watch } from 'node:fs'
import { stat, truncate } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { AppError } from '#contract/errors'
import type { Clock } from '#core/ports'
import { createGuestAgent } from '../agent/guest-agent'
import type { GuestAgent } from '../agent/agent-types'
import { isAlive, readIdentity, type ProcessIdentity } from '../state/process-identity'
import { fileNames, SandboxFiles, type KeeperRecord, type SandboxConfig, type SandboxEnd } from '../state/sandbox-files'
import { SandboxStore } from '../state/sandbox-store'
import { finishRun } from './finish-run'
import { forwardPorts, PortTaken, type Forwards } from './forward-ports'
import { KeptLog } from './kept-log'

const consoleBytes = 4 * 1_048_576
const consoleLookMs = 10_000

/**
 * Stays beside a running sandbox, whoever started it and however that ended: holds its ports, writes its log, notes how it ended and takes
 * away what is left. One per sandbox, for one run; ends by itself.
 */
export async function keepSandbox(folder: string, clock: Clock): Promise<void> {
  const files = new SandboxFiles(folder)
  const [config, identity] = await Promise.all([files.config(), readIdentity(process.pid)])
  if (!config || !identity) return
  const agent = createGuestAgent({ folder, socketName: fileNames.agentSocket }, { sandboxId: config.sandboxId, endpoint: dirname(dirname(folder)) })
  const forwards = await openForwards(files, config, agent, identity)
  if (!forwards) return
  const record: KeeperRecord = { identity, ports: forwards.bound }
  await files.writeKeeper(record)
  const bounding = setInterval(() => void boundConsole(files), consoleLookMs)
  const end = await watchRun(files, agent)
  clearInterval(bounding)
  forwards.close()
  await files.writeKeeper({ ...record, end })
  const store = new SandboxStore(dirname(dirname(folder)), clock)
  const objectId = basename(folder)
  // Whoever stops it holds the lock and waits for the line above; then there is nothing left to do.
  await store.locked(objectId, { signal: AbortSignal.timeout(60_000) }, async () => await finishRun({ store, files, objectId, agent, clock }, end))
}

/** A sandbox that runs already keeps the ports it was given. */
async function openForwards(files: SandboxFiles, { spec }: SandboxConfig, agent: GuestAgent, identity: ProcessIdentity): Promise<Forwards | null> {
  const { phase, ports } = await files.state()
  try {
    return await forwardPorts(phase === 'running' && ports.length > 0 ? ports : spec.ports, agent)
  } catch (error) {
    const problem = error instanceof PortTaken ? { takenPort: error.port } : { detail: error instanceof Error ? error.message : String(error) }
    await files.writeKeeper({ identity, ports: [], problem })
    return null
  }
}

/** To the end of the main process, or of the machine under it. */
async function watchRun(files: SandboxFiles, agent: GuestAgent): Promise<SandboxEnd> {
  await untilRunning(files)
  const signal = new AbortController().signal
  const log = await KeptLog.create(files)
  try {
    const records = agent.log({ follow: true }, signal)
    for (;;) {
      const next = await records.next()
      if (next.done) return { exitCode: next.value, wasOutOfMemory: await wasKilledForMemory(agent, next.value) }
      await log.add(next.value)
    }
  } catch (error) {
    const detail = (await isAlive((await files.state()).monitor)) ? toText(error) : 'the microVM ended unexpectedly'
    return { exitCode: null, wasOutOfMemory: false, detail }
  } finally {
    await log.close()
  }
}

async function wasKilledForMemory(agent: GuestAgent, exitCode: number | null): Promise<boolean> {
  if (exitCode !== 137) return false
  return await agent.health(AbortSignal.timeout(1_000)).then(({ outOfMemoryKills }) => outOfMemoryKills > 0, () => false)
}

/** Its starter says so in the state; before, there is no log. */
async function untilRunning(files: SandboxFiles): Promise<void> {
  const isRunning = async (): Promise<boolean> => (await files.state()).phase === 'running'
  await new Promise<void>((resolve) => {
    const look = (): void => {
      void isRunning().then((isSo) => {
        if (!isSo) return
        watcher.close()
        resolve()
      })
    }
    const watcher = watch(files.folder, look)
    look()
  })
}

/** The guest writes there what it likes. */
async function boundConsole(files: SandboxFiles): Promise<void> {
  const file = files.path(fileNames.console)
  const found = await stat(file).catch(() => null)
  if (found && found.size > consoleBytes) await truncate(file, 0).catch(() => undefined)
}

function toText(error: unknown): string {
  return AppError.is(error) ? `${error.code} ${String(error.params['detail'] ?? '')}`.trim() : String(error)
}
