import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { ExecInput } from '../app'
import type { ExecRequest, ExecSession } from '../ports/exec'
import type { SandboxRecord } from '../records'
import { readGranted } from '../secrets/granted'
import { type SandboxContext, runInBackground } from './context'
import { explainRefusal } from './explain-refusal'
import { getRecord, toRef, updateRecord } from './records'

/** Runs a command in a running sandbox. The path of every `exec`: one read of the file, one connection, no detection. */
export async function openExec(context: SandboxContext, input: ExecInput, task: Task): Promise<ExecSession> {
  if (input.argv.length === 0) throw new AppError('INVALID_INPUT', { field: 'command' }, { because: { key: 'problems.no_command' } })
  const record = await getRecord(context, input.sandbox)
  const ref = toRef(record)
  const secrets = record.secrets ? await readGranted(context, record, record.secrets) : {}
  const engine = await context.registry.open(record.backend, task)
  const begun = context.ports.clock.monotonic()
  try {
    const session = await engine.exec(ref, toRequest(input, record, secrets), task)
    keepBootTime(context, record, context.ports.clock.monotonic() - begun)
    return session
  } catch (error) {
    throw await explainRefusal(context, record, task, error)
  }
}

/** What a caller names for this one command wins over a secret of that name. */
function toRequest(input: ExecInput, record: SandboxRecord, secrets: Readonly<Record<string, string>>): ExecRequest {
  return {
    argv: input.argv,
    environment: { ...secrets, ...input.environment },
    workingDirectory: input.workingDirectory ?? record.spec.workingDirectory,
    user: input.user ?? record.spec.user,
    hasInput: input.hasInput ?? false,
    terminal: input.terminal ?? null
  }
}

/** The first exec after a start completes the measured boot time. */
function keepBootTime(context: SandboxContext, record: SandboxRecord, execMs: number): void {
  if (record.bootMs !== undefined || record.startMs === undefined) return
  runInBackground(context, 'could not keep a boot time', async () => {
    await updateRecord(context, record.id, (now) => (now.bootMs === undefined && now.startMs !== undefined ? { ...now, bootMs: now.startMs + execMs } : now))
    context.changes.emit(record.id)
  })
}
