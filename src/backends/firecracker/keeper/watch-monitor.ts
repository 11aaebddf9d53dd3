import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '#core/ports'
import { ApiFault, FirecrackerApi } from '../api/firecracker-api'
import { isAlive, readProcessState, signalProcess, type ProcessIdentity } from '../state/process-identity'
import { fileNames, type SandboxFiles } from '../state/sandbox-files'
import { Silence, type Patience, type Sign } from './silence'

export interface WatchMonitorOptions {
  readonly files: SandboxFiles
  readonly clock: Clock
  readonly patience: Patience
}

/**
 * Asks a sandbox's monitor now and then whether it is there, and kills one that has not answered for too long: it can do nothing for anybody
 * any more, and keeps memory and processors. Resolves with why once it did; rejects with the signal's reason.
 */
export async function watchMonitor({ files, clock, patience }: WatchMonitorOptions, signal: AbortSignal): Promise<string> {
  const api = new FirecrackerApi({ folder: files.folder, socketName: fileNames.apiSocket })
  const silence = new Silence(patience, clock.monotonic())
  for (;;) {
    await clock.sleep(patience.everyMs, signal)
    const { monitor } = await files.state()
    const sign = await ask(api, monitor, patience.answerMs, signal)
    if (!silence.note(sign, clock.monotonic())) continue
    await signalProcess(monitor, 'SIGKILL')
    return `the microVM had not answered for ${Math.round(patience.silentMs / 1_000)} seconds and was ended; its disk is kept`
  }
}

async function ask(api: FirecrackerApi, monitor: ProcessIdentity | null, timeoutMs: number, signal: AbortSignal): Promise<Sign> {
  try {
    await api.get('/', { signal, timeoutMs })
    return 'answered'
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ApiFault) return 'answered'
    // Somebody took its name away: that says nothing of the process.
    const isUnreachable = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return isUnreachable || !monitor || !(await isAlive(monitor)) || (await isHeldUp(monitor)) ? 'excused' : 'silent'
  }
}

/** Stopped or traced by a person, frozen with its group, or waiting for a disk: none of it is the monitor's own doing. */
export async function isHeldUp({ processId }: Pick<ProcessIdentity, 'processId'>, procFolder = '/proc', groupFolder = '/sys/fs/cgroup'): Promise<boolean> {
  const state = await readProcessState(processId, procFolder)
  if (state !== null && 'TtD'.includes(state)) return true
  const path = /^0::(\/.*)$/m.exec(await readFile(join(procFolder, String(processId), 'cgroup'), 'latin1').catch(() => ''))?.[1]
  return path !== undefined && /^frozen 1$/m.test(await readFile(join(groupFolder, path, 'cgroup.events'), 'latin1').catch(() => ''))
}
