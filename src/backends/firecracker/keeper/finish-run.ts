import { deadlineSignal } from '#contract/deadline-signal'
import type { Clock } from '#core/ports'
import type { GuestAgent } from '../agent/agent-types'
import { isAlive } from '../state/process-identity'
import type { SandboxEnd, SandboxFiles, SandboxState } from '../state/sandbox-files'
import type { SandboxStore } from '../state/sandbox-store'
import { stopMachine } from '../vmm/stop-machine'

export interface FinishOptions {
  readonly store: SandboxStore
  readonly files: SandboxFiles
  readonly objectId: string
  readonly agent: GuestAgent
  readonly clock: Clock
}

const stopMs = 30_000

/** The main process has ended, or the machine has: nothing of the run stays. To be called with the sandbox's lock. */
export async function finishRun({ store, files, objectId, agent, clock }: FinishOptions, end: SandboxEnd): Promise<void> {
  const state = await files.state()
  if (state.phase !== 'running' && state.phase !== 'stopping') return
  const stopping: SandboxState = { ...state, phase: 'stopping' }
  if (await isAlive(state.monitor)) await files.writeState(stopping)
  await stopMachine({ files, state, agent, clock }, 0, deadlineSignal(stopMs))
  await store.writeState(objectId, { ...stopping, phase: 'stopped', monitor: null, uplink: null, hand: null, ports: [], end })
}
