import { AppError } from '#contract/errors'
import { VsockProblem } from './vsock-problem'
import { FrameError } from './frame'

const agentFaults = ['version', 'malformed', 'state', 'missing', 'denied', 'full', 'refused', 'failed'] as const
export type AgentFault = (typeof agentFaults)[number]

/** The agent's own refusal (`F`), in its words; or a guest that breaks the protocol. */
export class AgentProblem extends Error {
  override readonly name = 'AgentProblem'
  readonly fault: AgentFault

  constructor(fault: AgentFault, message: string) {
    super(message)
    this.fault = fault
  }
}

const longestMessage = 500

export function toAgentProblem(fields: ReadonlyMap<string, string>): AgentProblem {
  const fault = agentFaults.find((fault) => fault === fields.get('e')) ?? 'failed'
  return new AgentProblem(fault, (fields.get('m') ?? 'the guest did not say why').slice(0, longestMessage))
}

/** Who was asked, for the sentences of errors. */
export interface AgentSubject {
  readonly name: string
  /** The backend's endpoint, as EngineInfo has it. */
  readonly endpoint: string
}

/** The signal's reason when it was the signal; else what happened, as an AppError. */
export function explain(error: unknown, signal: AbortSignal, subject: AgentSubject): unknown {
  return signal.aborted ? signal.reason : toAppError(error, subject)
}

/** The same for what was done at a path inside. */
export function explainFile(error: unknown, path: string, signal: AbortSignal, subject: AgentSubject): unknown {
  return signal.aborted ? signal.reason : toFileError(error, path, subject)
}

/** What went wrong on the way to a guest or inside it, as an AppError; one that is one already stays. */
export function toAppError(error: unknown, subject: AgentSubject): AppError {
  if (error instanceof AppError) return error
  if (error instanceof VsockProblem) return fromVsock(error, subject)
  if (error instanceof FrameError) return unreachable(error, subject)
  if (!(error instanceof AgentProblem)) return AppError.from(error)
  if (error.fault === 'state') return new AppError('SANDBOX_NOT_RUNNING', { name: subject.name }, { cause: error })
  if (error.fault === 'full') return new AppError('DISK_FULL', { where: subject.name }, { cause: error })
  if (error.fault === 'malformed') return unreachable(error, subject)
  return new AppError('ENGINE_FAILED', { backend: 'firecracker', detail: error.message }, { cause: error })
}

function toFileError(error: unknown, path: string, subject: AgentSubject): AppError {
  if (!(error instanceof AgentProblem)) return toAppError(error, subject)
  if (error.fault === 'missing') return new AppError('FILE_NOT_FOUND', { path }, { cause: error })
  if (error.fault === 'denied') return new AppError('PERMISSION_DENIED', { what: path, detail: error.message }, { cause: error })
  if (error.fault === 'refused') return new AppError('ARCHIVE_REFUSED', { detail: error.message }, { cause: error })
  return toAppError(error, subject)
}

function fromVsock(problem: VsockProblem, subject: AgentSubject): AppError {
  if (problem.fault === 'absent') return new AppError('SANDBOX_NOT_RUNNING', { name: subject.name }, { cause: problem })
  return unreachable(problem, subject)
}

function unreachable(error: Error, { endpoint }: AgentSubject): AppError {
  return new AppError('BACKEND_UNREACHABLE', { backend: 'firecracker', endpoint, detail: error.message }, { cause: error })
}
