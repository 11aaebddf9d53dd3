import { toObject } from './answer-parts'
import type { AnswerParser } from './engine-api'

/**
 * The two answers of an exec, parsed by hand: the path of `agentkernel exec` loads no library of schemas
 * (docs/decisions/0008-a-start-pays-for-what-it-uses.md).
 */
export const createdExec: AnswerParser<{ readonly Id: string }> = {
  parse(value) {
    const { Id } = toObject(value)
    if (typeof Id !== 'string' || Id === '') throw new TypeError('an exec without an id')
    return { Id }
  }
}

/** `ExitCode` is null while the command runs, and for an engine that does not tell. */
export const execState: AnswerParser<{ readonly Running: boolean; readonly ExitCode: number | null }> = {
  parse(value) {
    const { Running = false, ExitCode = null } = toObject(value)
    if (typeof Running !== 'boolean' || (ExitCode !== null && typeof ExitCode !== 'number')) throw new TypeError('an exec in no state that is known')
    return { Running, ExitCode }
  }
}
