import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { ExecSession, ObjectRef } from '#core/ports'
import type { EngineContext } from './context'
import { openExec } from './exec'
import { kind } from './failures'
import { codes } from './files-scripts'

export async function openScript(context: EngineContext, ref: ObjectRef, script: string, options: { args: readonly string[]; user: string | null; hasInput: boolean }, task: Task): Promise<ExecSession> {
  const argv = ['/bin/sh', '-c', script, 'sh', ...options.args]
  const session = await openExec(context, ref, { argv, environment: {}, workingDirectory: '/', user: options.user, hasInput: options.hasInput, terminal: null }, task)
  if (context.withoutShell.has(ref.objectId)) throw new AppError('NOT_SUPPORTED', { backend: kind, feature: 'files' }, { because: { key: 'reasons.apple_no_shell' } })
  return session
}

export async function runScript(context: EngineContext, ref: ObjectRef, script: string, args: readonly string[], task: Task): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const session = await openScript(context, ref, script, { args, user: '0:0', hasInput: false }, task)
  const text = { stdout: '', stderr: '' }
  for await (const { stream, data } of session.output) text[stream] += Buffer.from(data).toString()
  return { ...text, exitCode: (await session.exited).exitCode }
}

/** Why a script about files failed. */
export function toFileError(exitCode: number, words: string, path: string): AppError {
  const detail = words.trim()
  if (exitCode === codes.absent) return new AppError('FILE_NOT_FOUND', { path })
  if (/No space left on device/i.test(detail)) return new AppError('DISK_FULL', { where: path })
  if (exitCode === codes.denied || /Read-only file system|Permission denied|Operation not permitted/i.test(detail)) return new AppError('PERMISSION_DENIED', { what: path, detail })
  return new AppError('ENGINE_FAILED', { backend: kind, detail: detail || `tar ended with ${exitCode}` })
}
