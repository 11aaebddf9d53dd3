import { AppError } from '#contract/errors'
import { UsageError } from './usage-error'

/** The table of docs/cli.md. Codes of programs pass through `exec`, `attach` and `run` untouched. */
export const exitCodes = { failure: 1, usage: 2, timeout: 124, ownFailure: 125, cancelled: 130, brokenPipe: 141 } as const

/** `runsProgram`: our own failures must not look like the program's. */
export function toExitCode(error: unknown, runsProgram: boolean): number {
  if (error instanceof UsageError || AppError.is(error, 'INVALID_INPUT', 'BACKEND_UNKNOWN')) return exitCodes.usage
  // Ctrl-C at a question is a key, not a signal.
  if (AppError.is(error, 'CANCELLED')) return exitCodes.cancelled
  return runsProgram ? exitCodes.ownFailure : exitCodes.failure
}
