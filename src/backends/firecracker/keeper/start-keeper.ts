import { AppError } from '#contract/errors'
import type { Clock, Processes } from '#core/ports'
import { isAlive, signalProcess } from '../state/process-identity'
import { fileNames, type KeeperRecord, type SandboxFiles } from '../state/sandbox-files'
import type { KeeperProgram } from './keeper-program'

export interface StartKeeperOptions {
  readonly program: KeeperProgram
  readonly files: SandboxFiles
  readonly name: string
  readonly processes: Processes
  readonly clock: Clock
}

const timeoutMs = 20_000
const lookAgainMs = 5
const lastWordsMs = 3_000

/** Resolves when its ports are held. Rejects with PORT_TAKEN or SANDBOX_START_FAILED; no keeper is left then. */
export async function startKeeper({ program, files, name, processes, clock }: StartKeeperOptions, signal: AbortSignal): Promise<KeeperRecord> {
  await files.removeKeeper()
  const child = await processes.startDetached({ ...program, args: [...program.args, files.folder], outputFile: files.path(fileNames.keeperOutput) })
  let hasEnded = false
  void child.ended.then(() => (hasEnded = true))
  const until = clock.monotonic() + timeoutMs
  for (;;) {
    const wasOver = hasEnded || clock.monotonic() > until
    const record = await files.keeper()
    if (record?.problem) throw toFailure(record.problem, name)
    if (record) return record
    if (wasOver || signal.aborted) {
      if (!hasEnded) process.kill(child.processId, 'SIGKILL')
      signal.throwIfAborted()
      throw toFailure({ detail: 'its keeper did not come up (keeper.log)' }, name)
    }
    await clock.sleep(lookAgainMs)
  }
}

function toFailure(problem: NonNullable<KeeperRecord['problem']>, name: string): AppError {
  if ('takenPort' in problem) return new AppError('PORT_TAKEN', { port: problem.takenPort })
  return new AppError('SANDBOX_START_FAILED', { name, reason: problem.detail })
}

/** Before its machine goes: what a guest said that nobody read is lost. Waits no longer than a keeper takes that has just begun. */
export async function awaitReading(files: SandboxFiles, clock: Clock): Promise<void> {
  const until = clock.monotonic() + lastWordsMs
  for (;;) {
    const record = await files.keeper()
    if (!record || record.isReading || record.end || clock.monotonic() > until || !(await isAlive(record.identity))) return
    await clock.sleep(lookAgainMs)
  }
}

/** After its machine has gone: waits for what it has to write, and ends it. Null when there was none. */
export async function dismissKeeper(files: SandboxFiles, clock: Clock): Promise<KeeperRecord | null> {
  const until = clock.monotonic() + lastWordsMs
  for (;;) {
    const record = await files.keeper()
    const isOver = !record || record.end || clock.monotonic() > until || !(await isAlive(record.identity))
    if (isOver) {
      await signalProcess(record?.identity ?? null, 'SIGKILL')
      return record
    }
    await clock.sleep(lookAgainMs)
  }
}
