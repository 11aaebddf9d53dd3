import type { ExecExit } from '#core/ports'
import type { Report } from './exec-script'
import { exitLost, interrupted, toAppError } from './failures'
import { classify, toDetail } from './problem'
import { ProgramFailure } from './program-failure'

/** What is left when `container exec` has ended. */
export interface End {
  /** Of the program; null when it was killed. */
  readonly code: number | null
  /** Of the wrapper, as far as it came to speak. */
  readonly report: Report | null
  /** Whether there was a wrapper. */
  readonly isWrapped: boolean
  /** What came where its report was waited for; null when it has come. */
  readonly head: Buffer | null
  /** The last that came on stderr, or on a terminal. */
  readonly errorTail: Buffer
  /** What was run, for sentences. */
  readonly program: string
  readonly sandboxName: string
  readonly isStillRunning: () => Promise<boolean>
}

const killedCode = 137

/** How the command ended, or a rejection with why that cannot be known: the program's codes mean its own failures too. */
export async function judgeEnd(end: End): Promise<ExecExit> {
  const { code, report, isWrapped, program } = end
  if (report === null && isWrapped) return judgeUnreported(end)
  if (report?.outcome.type === 'missing') return { exitCode: 127, detail: `${program}: not found` }
  if (report?.outcome.type === 'unusable') return { exitCode: 126, detail: `${program}: cannot be run` }
  if (code === null) return { exitCode: killedCode }
  return code === 1 || code === 64 ? await judgeAmbiguous(end, code) : { exitCode: code }
}

/** The wrapper never spoke: the program failed, or could not start the wrapper as the user that was asked for. */
function judgeUnreported({ code, head, sandboxName }: End): ExecExit {
  const stderr = head?.toString() ?? ''
  if (code === null) throw interrupted(toDetail(stderr))
  if (classify(stderr) === 'program-unusable') return { exitCode: 126, detail: toDetail(stderr) }
  throw toFailure(code, stderr, sandboxName)
}

/** The program uses these codes for its own failures, which it tells in its last line. */
async function judgeAmbiguous({ isWrapped, errorTail, sandboxName, isStillRunning }: End, code: number): Promise<ExecExit> {
  const text = errorTail.toString()
  const last = text.trimEnd().split('\n').at(-1) ?? ''
  const problem = classify(text)
  if (!/^(Error: |Ensure container system service)/.test(last) && problem !== 'exit-lost') return { exitCode: code }
  switch (problem) {
    case 'exit-lost':
      throw exitLost(toDetail(text))
    case 'helper-died':
    case 'service-off':
      if (await isStillRunning().catch(() => true)) throw interrupted(toDetail(text))
      return { exitCode: killedCode }
    default:
      return isWrapped ? { exitCode: code } : judgeBare(code, text, sandboxName)
  }
}

function judgeBare(code: number, text: string, sandboxName: string): ExecExit {
  const problem = classify(text)
  if (problem === 'program-missing') return { exitCode: 127, detail: toDetail(text) }
  if (problem === 'program-unusable') return { exitCode: 126, detail: toDetail(text) }
  if (problem === 'missing' || problem === 'not-running') throw toFailure(code, text, sandboxName)
  return { exitCode: code }
}

function toFailure(exitCode: number, stderr: string, name: string): Error {
  const failure = new ProgramFailure('exec', { exitCode, stderr })
  // A missing shell is looked at by the caller, who tries without.
  return failure.problem === 'program-missing' ? failure : toAppError(failure, { name })
}
