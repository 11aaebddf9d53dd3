import { deadlineSignal } from '#contract/deadline-signal'
import type { ObjectRef } from '#core/ports'
import type { EngineContext } from './context'
import { killScript } from './exec-script'
import { deadlines } from './program'

/** Sends a signal to a command and all it started, as the user it runs as: without KILL root may not. */
export async function killFromInside({ program, log }: EngineContext, ref: ObjectRef, target: { processId: number; signal: 'TERM' | 'KILL'; user: string | null }): Promise<void> {
  const { processId, signal, user } = target
  const args = ['exec', ...(user === null ? [] : [`--user=${user}`]), ref.objectId, '/bin/sh', '-c', killScript, 'sh', signal, String(processId)]
  const { exitCode, stderr } = await program.ask({ args, deadlineMs: deadlines.exec, signal: deadlineSignal(deadlines.exec) })
  if (exitCode !== 0) log.info('could not signal a command', { sandboxId: ref.sandboxId, signal, detail: stderr.slice(0, 200) })
}
