import { z } from 'zod'
import { paramsSchema, remedySchema, type Params, type Remedy } from './text'

/**
 * Every failure a caller can be told about. The list is closed: a locale that lacks one of
 * these sentences (`errors.CODE`) fails its test, and a code outside the list cannot cross rpc.
 * The comment names the parameters of the sentence.
 */
export const errorCodes = [
  /** field, problem: one sentence about the first thing that is wrong. */
  'INVALID_INPUT',
  /** name */
  'SANDBOX_NOT_FOUND',
  /** name */
  'SANDBOX_EXISTS',
  /** name */
  'SANDBOX_NOT_RUNNING',
  /** name: refused because it runs and `force` was not given. */
  'SANDBOX_RUNNING',
  /** name, operation: somebody else is at it. */
  'SANDBOX_BUSY',
  /** name: the engine lost it. */
  'SANDBOX_MISSING',
  /** name, reason */
  'SANDBOX_START_FAILED',
  /** name, known: comma-separated kinds. */
  'BACKEND_UNKNOWN',
  /** backend, state, reason, ready: comma-separated kinds or `none`. */
  'BACKEND_NOT_READY',
  /** reasons */
  'NO_BACKEND_READY',
  /** backend, endpoint, detail: it answered before and does not now. */
  'BACKEND_UNREACHABLE',
  /** name, backend, endpoint: the endpoint answers, but it is another engine. */
  'ENGINE_CHANGED',
  /** backend, detail: an engine error with no better code; detail is the engine's own text. */
  'ENGINE_FAILED',
  /** backend, feature */
  'NOT_SUPPORTED',
  /** image */
  'IMAGE_NOT_FOUND',
  /** image, detail */
  'IMAGE_PULL_FAILED',
  /** image, registry */
  'IMAGE_ACCESS_DENIED',
  /** image: nothing in it can keep the sandbox alive. */
  'IMAGE_WITHOUT_SHELL',
  /** image, name: still used by this sandbox. */
  'IMAGE_IN_USE',
  /** path */
  'MOUNT_SOURCE_MISSING',
  /** path, rule */
  'MOUNT_REFUSED',
  /** port */
  'PORT_TAKEN',
  /** name, container */
  'NAME_TAKEN_IN_ENGINE',
  /** path */
  'FILE_NOT_FOUND',
  /** path */
  'FILE_EXISTS',
  /** path, rule */
  'PATH_REFUSED',
  /** detail */
  'ARCHIVE_REFUSED',
  /** file, detail */
  'CONFIG_INVALID',
  /** what: needs a yes from the person first. */
  'CONSENT_REQUIRED',
  /** id */
  'SESSION_NOT_FOUND',
  /** file, version, supported: written by a newer product, opened read-only. */
  'METADATA_NEWER',
  /** file, detail */
  'METADATA_UNAVAILABLE',
  /** where */
  'DISK_FULL',
  /** what, detail */
  'PERMISSION_DENIED',
  /** what, afterMs */
  'DEADLINE_EXCEEDED',
  /** what */
  'CANCELLED',
  /** The other side of the transport went away. */
  'DISCONNECTED',
  /** detail: a bug of ours. */
  'INTERNAL'
] as const

export const errorCodeSchema = z.enum(errorCodes)
export type ErrorCode = z.infer<typeof errorCodeSchema>

/** An error as data: what crosses rpc and what `--json` prints. */
export const errorDataSchema = z.object({
  code: errorCodeSchema,
  params: paramsSchema,
  remedies: z.array(remedySchema)
})
export type ErrorData = z.infer<typeof errorDataSchema>

/**
 * The one error class. `message` is for logs only; the sentence for people is rendered
 * by the host from `code` and `params`. Vendor errors are converted to it once, at the
 * edge of a backend, and kept as `cause`.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly params: Params
  readonly remedies: readonly Remedy[]

  constructor(code: ErrorCode, params: Params = {}, options: { cause?: unknown; remedies?: readonly Remedy[] } = {}) {
    super(`${code} ${JSON.stringify(params)}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.params = params
    this.remedies = options.remedies ?? []
  }

  /** What crosses a process border: no stack, no cause. */
  toData(): ErrorData {
    return { code: this.code, params: this.params, remedies: [...this.remedies] }
  }

  static fromData(data: ErrorData): AppError {
    return new AppError(data.code, data.params, { remedies: data.remedies })
  }

  /** True for an AppError, with one of the given codes when any are named. */
  static is(error: unknown, ...codes: ErrorCode[]): error is AppError {
    return error instanceof AppError && (codes.length === 0 || codes.includes(error.code))
  }

  /** Any thrown value as an AppError; an unknown one becomes INTERNAL with its message as detail. */
  static from(error: unknown): AppError {
    if (error instanceof AppError) return error
    const detail = error instanceof Error ? error.message : String(error)
    return new AppError('INTERNAL', { detail }, { cause: error })
  }
}
