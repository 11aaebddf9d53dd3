import { rm } from 'node:fs/promises'
import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import type { Clock } from '#core/ports'
import type { GuestAgent } from '../agent/agent-types'
import { FirecrackerApi } from '../api/firecracker-api'
import { isAlive, signalProcess } from '../state/process-identity'
import { fileNames, type SandboxFiles, type SandboxState } from '../state/sandbox-files'
import { endMonitor, isGoneWithin } from './end-monitor'

export interface StopOptions {
  readonly files: SandboxFiles
  readonly state: Pick<SandboxState, 'monitor' | 'uplink'>
  readonly agent: GuestAgent
  readonly clock: Clock
}

/** What the guest takes beyond the grace time: killing, writing, unmounting. */
const agentExtraMs = 5_000
const resetMs = 1_000
const keysMs = 2_000

/**
 * Ends a microVM with a clean disk: its agent is asked, then Ctrl-Alt-Del pressed, then it is killed. Harmless when it is gone. Rejects
 * only with the signal's reason; then it goes on shutting down.
 */
export async function stopMachine(options: StopOptions, graceMs: number, signal: AbortSignal): Promise<void> {
  const { state, clock } = options
  if (await isAlive(state.monitor)) {
    const isDown = (await askAgent(options, graceMs, signal)) || (await pressKeys(options, signal))
    if (!isDown) await endMonitor(state.monitor, clock)
  }
  await clearAfter(options)
}

/** What a machine that is gone has left: the way out of its network, sockets that the next one would refuse, and copies of the host's folders. */
export async function clearAfter({ files, state }: Pick<StopOptions, 'files' | 'state'>): Promise<void> {
  await signalProcess(state.uplink, 'SIGKILL')
  await Promise.all([fileNames.apiSocket, fileNames.agentSocket].map(async (name) => await rm(files.path(name), { force: true })))
  await files.removeMounts()
}

async function askAgent({ state, agent, clock }: StopOptions, graceMs: number, signal: AbortSignal): Promise<boolean> {
  const within = AbortSignal.any([signal, deadlineSignal(graceMs + agentExtraMs)])
  try {
    await agent.shutdown(graceMs, within)
  } catch (error) {
    signal.throwIfAborted()
    // It is at it already when another hand asked before.
    if (!AppError.is(error, 'SANDBOX_NOT_RUNNING')) return false
    return await isGoneWithin(state.monitor, graceMs + resetMs, clock, signal)
  }
  return await isGoneWithin(state.monitor, resetMs, clock, signal)
}

async function pressKeys({ files, state, clock }: StopOptions, signal: AbortSignal): Promise<boolean> {
  const api = new FirecrackerApi({ folder: files.folder, socketName: fileNames.apiSocket })
  const isPressed = await api.put('/actions', { action_type: 'SendCtrlAltDel' }, { signal, timeoutMs: keysMs }).then(() => true, () => false)
  signal.throwIfAborted()
  return isPressed && (await isGoneWithin(state.monitor, keysMs, clock, signal))
}
