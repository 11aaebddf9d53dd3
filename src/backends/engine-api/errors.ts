import { AppError } from '#contract/errors'
import type { EngineInfo } from '#core/ports'

/** An engine's refusal, as it came: status and text. Converted to an AppError where its meaning is known. */
export class EngineProblem extends Error {
  override readonly name = 'EngineProblem'
  readonly status: number
  /** The engine's own words, one line, without markup. */
  readonly detail: string

  constructor(status: number, body: string) {
    const detail = toDetail(body) || `HTTP ${status}`
    super(`${status}: ${detail}`)
    this.status = status
    this.detail = detail
  }
}

const maxDetailLength = 500

/** Engines answer JSON; proxies in front of them answer HTML or plain text. */
export function toDetail(body: string): string {
  const text = messageOf(body) ?? body.replaceAll(/<(style|script|head)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ')
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, maxDetailLength)
}

function messageOf(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body)
    if (typeof parsed !== 'object' || parsed === null) return null
    if ('message' in parsed && typeof parsed.message === 'string') return parsed.message
    if ('cause' in parsed && typeof parsed.cause === 'string') return parsed.cause
    return null
  } catch {
    return null
  }
}

/** A connection that could not be made or broke, as an AppError. */
export function toUnreachable(info: EngineInfo, error: unknown): AppError {
  if (error instanceof AppError) return error
  const { code, message } = toSystemError(error)
  if (code === 'EACCES' || code === 'EPERM') {
    return new AppError('PERMISSION_DENIED', { what: info.endpoint, detail: message }, { cause: error })
  }
  return new AppError('BACKEND_UNREACHABLE', { backend: info.kind, endpoint: info.endpoint, detail: message }, { cause: error })
}

function toSystemError(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return { code, message: error.message }
}

/** The engine refused and there is no better code for it. */
export function toEngineFailed(info: EngineInfo, error: unknown): unknown {
  if (!(error instanceof EngineProblem)) return error
  if (/no space left on device|disk quota exceeded/i.test(error.detail)) {
    return new AppError('DISK_FULL', { where: info.endpoint }, { cause: error })
  }
  return new AppError('ENGINE_FAILED', { backend: info.kind, detail: error.detail }, { cause: error })
}

export function isStatus(error: unknown, ...statuses: number[]): error is EngineProblem {
  return error instanceof EngineProblem && statuses.includes(error.status)
}

/** Runs a piece of work on one sandbox; its refusals become SANDBOX_MISSING or what `convert` or the engine says. */
export async function withErrors<T>(info: EngineInfo, name: string, work: () => Promise<T>, convert?: (problem: EngineProblem) => AppError | undefined): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof EngineProblem)) throw error
    const known = convert?.(error)
    if (known) throw known
    if (error.status === 404) throw new AppError('SANDBOX_MISSING', { name }, { cause: error })
    throw toEngineFailed(info, error)
  }
}
