import { z } from 'zod'
import { paramsSchema, remedySchema, textSchema, type Params, type Remedy, type Text } from './text'

/**
 * Every failure a caller can be told about. The list is closed: a locale that lacks one of
 * these sentences (`errors.CODE`) fails its test, and a code outside the list cannot cross rpc.
 * The comment names the parameters of the sentence.
 */
export const errorCodes = [
  /** field; because: what is wrong with it, the first problem only. */
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
  /** name: it is there, so it cannot be forgotten. */
  'SANDBOX_PRESENT',
  /** name: the engine lost it. */
  'SANDBOX_MISSING',
  /** name, reason: the engine's words or the exit code, may be empty; because: what they mean, where that is known. */
  'SANDBOX_START_FAILED',
  /** name, known, ready: comma-separated kinds, `ready` may be empty. */
  'BACKEND_UNKNOWN',
  /** backend, state, ready: comma-separated kinds, may be empty; because. */
  'BACKEND_NOT_READY',
  /** No parameters; the remedies are those of the backends. */
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
  /** image, backend: only what is local was asked for. */
  'IMAGE_NOT_LOCAL',
  /** image, detail */
  'IMAGE_PULL_FAILED',
  /** image, registry, login (the command that logs in, without the registry) */
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
  /** path: it is not what was read before. */
  'FILE_CHANGED',
  /** path, rule */
  'PATH_REFUSED',
  /** detail */
  'ARCHIVE_REFUSED',
  /** what, host, detail: something the product needs could not be fetched. */
  'DOWNLOAD_FAILED',
  /** what, expected, found: a file is not the one it must be; hashes in hex. */
  'WRONG_CONTENT',
  /** detail: the words of the guest or of what was to run it. */
  'SELF_TEST_FAILED',
  /** name: it was made without a copy of a folder of the host. */
  'NO_PRIVATE_COPY',
  /** name: no folder of the host belongs to it. */
  'NO_HOST_FOLDER',
  /** editor: its id, or those that were looked for; because: which are here. */
  'EDITOR_NOT_FOUND',
  /** path; because: why no program shows it. */
  'CANNOT_OPEN',
  /** file, detail */
  'CONFIG_INVALID',
  /** id */
  'TEMPLATE_NOT_FOUND',
  /** id: it came with the product and cannot be changed or removed. */
  'TEMPLATE_BUILT_IN',
  /** name, command, detail: a step of the set-up of its template failed. */
  'SETUP_FAILED',
  /** what: needs a yes from the person first. */
  'CONSENT_REQUIRED',
  /** path: no yes was kept for this folder. */
  'CONSENT_NOT_FOUND',
  /** id */
  'SESSION_NOT_FOUND',
  /** limit: as many terminals are open as there may be. */
  'TOO_MANY_TERMINALS',
  /** name */
  'SECRET_NOT_FOUND',
  /** name (of the sandbox), secret: it is granted this one, and the vault has none of that name. */
  'SECRET_MISSING',
  /** No parameters; because: why the vault cannot be read or written, and how to go on. */
  'VAULT_UNAVAILABLE',
  /** file, version, supported: written by a newer product, opened read-only. */
  'METADATA_NEWER',
  /** file, detail: the system's own words; because: what they mean. */
  'METADATA_UNAVAILABLE',
  /** where */
  'DISK_FULL',
  /** what, detail */
  'PERMISSION_DENIED',
  /** No parameters; because: why no window of the application can be opened here. */
  'WINDOW_UNAVAILABLE',
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
  /** A sentence inside the sentence, as `{{because}}`: why, with parameters of its own. */
  because: textSchema.optional(),
  remedies: z.array(remedySchema)
})
export type ErrorData = z.infer<typeof errorDataSchema>

export interface AppErrorOptions {
  readonly cause?: unknown
  readonly remedies?: readonly Remedy[]
  readonly because?: Text | undefined
}

/**
 * The one error class. `message` is for logs only; the sentence for people is rendered
 * by the host from `code` and `params`. Vendor errors are converted to it once, at the
 * edge of a backend, and kept as `cause`.
 */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly params: Params
  readonly because: Text | undefined
  readonly remedies: readonly Remedy[]

  constructor(code: ErrorCode, params: Params = {}, options: AppErrorOptions = {}) {
    super(`${code} ${JSON.stringify(params)}`, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.params = params
    this.because = options.because
    this.remedies = options.remedies ?? []
  }

  /** What crosses a process border: no stack, no cause. */
  toData(): ErrorData {
    return { code: this.code, params: this.params, remedies: [...this.remedies], ...(this.because && { because: this.because }) }
  }

  static fromData(data: ErrorData): AppError {
    return new AppError(data.code, data.params, { remedies: data.remedies, because: data.because })
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
