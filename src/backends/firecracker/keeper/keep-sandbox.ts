import { watch } from 'node:fs'
import { stat, truncate } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { deadlineSignal } from '#contract/deadline-signal'
import type { Clock } from '#core/ports'
import { createGuestAgent } from '../agent/guest-agent'
import type { GuestAgent } from '../agent/agent-types'
import { isAlive, readIdentity, type ProcessIdentity } from '../state/process-identity'
import { fileNames, SandboxFiles, type KeeperRecord, type SandboxConfig, type SandboxEnd } from '../state/sandbox-files'
import { SandboxStore } from '../state/sandbox-store'
import { endAbandoned } from './end-abandoned'
import { finishRun } from './finish-run'
import { finishStop } from './finish-stop'
import { forwardPorts, PortTaken, type Forwards } from './forward-ports'
import { clearKeptLog, KeptLog } from './kept-log'
import { defaultPatience } from './silence'
import { watchMonitor } from './watch-monitor'

const logBytes = 4 * 1_048_576
const lookMs = 10_000
const starterLookMs = 1_000
const lockMs = 60_000
const logAgainMs = { first: 200, most: 2_000 }

/**
 * Stays beside a running sandbox, whoever started it and however that ended: holds its ports, writes its log, notes how it ended and takes
 * away what is left. One per sandbox, for one run; ends by itself.
 */
export async function keepSandbox(folder: string, clock: Clock, patience = defaultPatience): Promise<void> {
  const files = new SandboxFiles(folder)
  const [config, identity] = await Promise.all([files.config(), readIdentity(process.pid)])
  if (!config || !identity) return
  const agent = createGuestAgent({ folder, socketName: fileNames.agentSocket }, { name: config.name, endpoint: dirname(dirname(folder)) })
  const forwards = await openForwards(files, config, agent, identity)
  if (!forwards) return
  let isReading = false
  const toRecord = (): KeeperRecord => ({ identity, ports: forwards.bound, ...(isReading && { isReading }) })
  await files.writeKeeper(toRecord())
  const store = new SandboxStore(dirname(dirname(folder)), clock)
  const objectId = basename(folder)
  const isNewRun = (await files.state()).phase === 'starting'
  if (!(await isSaidToRun(files, clock))) {
    forwards.close()
    return await endAbandoned({ store, files, objectId, clock, signal: deadlineSignal(lockMs) })
  }
  const endLooking = lookNowAndThen({ files, agent, forwards, onPorts: async () => await Promise.all([files.writeKeeper(toRecord()), store.tell(objectId)]) })
  // A keeper that takes another's place has the log of the same run before it.
  if (isNewRun) await clearKeptLog(files)
  const over = new AbortController()
  let killedFor: string | null = null
  void watchMonitor({ files, clock, patience }, over.signal).then((why) => (killedFor = why), () => undefined)
  const onOpen = (): void => {
    isReading = true
    void files.writeKeeper(toRecord())
  }
  const end = await watchRun({ files, agent, clock, onOpen, killedFor: () => killedFor })
  over.abort()
  await endLooking()
  forwards.close()
  await files.writeKeeper({ ...toRecord(), end })
  // Whoever stops it holds the lock and waits for the line above; then there is nothing left to do.
  await store.locked(objectId, { signal: deadlineSignal(lockMs) }, async () => await finishRun({ store, files, objectId, agent, clock }, end))
}

interface Looking {
  readonly files: SandboxFiles
  readonly agent: GuestAgent
  readonly forwards: Forwards
  /** It has more ports than before. */
  readonly onPorts: () => Promise<unknown>
}

/** What fails is tried at the next look. Its end waits for ports that are being taken: what is written down of them knows of no end of the run. */
function lookNowAndThen({ files, agent, forwards, onPorts }: Looking): () => Promise<void> {
  let taking: Promise<void> = Promise.resolve()
  const looking = setInterval(() => {
    void Promise.allSettled([boundLogs(files), finishStop(files, agent)])
    taking = taking.then(async () => await takeLostPorts(forwards, onPorts)).catch(() => undefined)
  }, lookMs)
  return async () => {
    clearInterval(looking)
    await taking
  }
}

async function takeLostPorts(forwards: Forwards, onPorts: Looking['onPorts']): Promise<void> {
  if (await forwards.takeMore()) await onPorts()
}

/** A sandbox that runs already keeps the ports it was given, as far as nobody else has them now. */
async function openForwards(files: SandboxFiles, { spec }: SandboxConfig, agent: GuestAgent, identity: ProcessIdentity): Promise<Forwards | null> {
  const { phase, ports } = await files.state()
  try {
    return phase === 'running' ? await forwardPorts(ports, agent, 'what is free') : await forwardPorts(spec.ports, agent, 'all')
  } catch (error) {
    const problem = error instanceof PortTaken ? { takenPort: error.port } : { detail: error instanceof Error ? error.message : String(error) }
    await files.writeKeeper({ identity, ports: [], problem })
    return null
  }
}

interface Run {
  readonly files: SandboxFiles
  readonly agent: GuestAgent
  readonly clock: Clock
  readonly onOpen: () => void
  /** Why the machine was ended, where it was. */
  readonly killedFor: () => string | null
}

/** To the end of the main process, or of the machine under it. A way to the guest that breaks is no end: it is tried again. */
async function watchRun({ files, agent, clock, onOpen, killedFor }: Run): Promise<SandboxEnd> {
  for (let pauseMs = logAgainMs.first; ; pauseMs = Math.min(2 * pauseMs, logAgainMs.most)) {
    const end = await keepLog(files, agent, onOpen).catch(() => null)
    if (end) return end
    if (!(await isAlive((await files.state()).monitor))) return { exitCode: null, wasOutOfMemory: false, detail: killedFor() ?? 'the microVM ended unexpectedly' }
    await clock.sleep(pauseMs)
  }
}

/** Rejects when the log cannot be read on. */
async function keepLog(files: SandboxFiles, agent: GuestAgent, onOpen: () => void): Promise<SandboxEnd> {
  const records = agent.log({ follow: true, onOpen }, new AbortController().signal)
  let next = await records.next()
  // Only now: what was kept is not given up for a guest that does not answer.
  const log = await KeptLog.create(files)
  try {
    for (; !next.done; next = await records.next()) await log.add(next.value)
    return { exitCode: next.value, wasOutOfMemory: await wasKilledForMemory(agent, next.value) }
  } finally {
    await log.close()
    await records.return(null)
  }
}

async function wasKilledForMemory(agent: GuestAgent, exitCode: number | null): Promise<boolean> {
  if (exitCode !== 137) return false
  return await agent.health(deadlineSignal(1_000)).then(({ outOfMemoryKills }) => outOfMemoryKills > 0, () => false)
}

/** Its starter says so in the state; before, there is no log. False when it will not: it gave up, or was killed. */
async function isSaidToRun(files: SandboxFiles, clock: Clock): Promise<boolean> {
  let wake = (): void => undefined
  const watcher = watch(files.folder, () => wake())
  try {
    for (;;) {
      const changed = new Promise<void>((resolve) => (wake = resolve))
      const { phase, hand } = await files.state()
      if (phase !== 'starting') return phase === 'running' || phase === 'stopping'
      if (!(await isAlive(hand))) return false
      await Promise.race([changed, clock.sleep(starterLookMs)])
    }
  } finally {
    watcher.close()
  }
}

/** The guest writes to its console what it likes, and can make the monitor say much. */
async function boundLogs(files: SandboxFiles): Promise<void> {
  for (const name of [fileNames.console, fileNames.monitorLog, fileNames.monitorOutput, fileNames.uplinkOutput]) {
    const found = await stat(files.path(name)).catch(() => null)
    if (found && found.size > logBytes) await truncate(files.path(name), 0).catch(() => undefined)
  }
}
