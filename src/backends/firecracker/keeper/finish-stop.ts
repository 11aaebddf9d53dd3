import { deadlineSignal } from '#contract/deadline-signal'
import type { GuestAgent } from '../agent/agent-types'
import { isAlive } from '../state/process-identity'
import type { SandboxFiles } from '../state/sandbox-files'

const graceMs = 10_000
const answerMs = 20_000

/** Somebody was stopping it and was killed: that it is to end is written down, so it is asked to. Harmless when it ends already, and otherwise. */
export async function finishStop(files: SandboxFiles, agent: Pick<GuestAgent, 'shutdown'>): Promise<void> {
  const { phase, hand } = await files.state()
  if (phase !== 'stopping' || (await isAlive(hand))) return
  await agent.shutdown(graceMs, deadlineSignal(answerMs)).catch(() => undefined)
}
