import { AppError } from '#contract/errors'
import type { Remedy } from '#contract/text'
import { TooLarge, WrongContent } from '../download/download'
import { ConnectionFailure, RefusedAddress } from '../download/http'

/** For machines without the internet. */
const importRemedy: Remedy = { text: { key: 'remedies.firecracker_import' }, command: 'agentkernel setup --from FILE' }

/** What went wrong while `what` was fetched or unpacked, as the product tells it. `where`: the file that was being written. */
export function toSetupError(error: unknown, { what, where, host }: { readonly what: string; readonly where: string; readonly host?: string }): unknown {
  if (AppError.is(error)) return error
  if (error instanceof WrongContent) return new AppError('WRONG_CONTENT', { what, expected: error.expected, found: error.found }, { cause: error })
  if (error instanceof TooLarge || error instanceof ConnectionFailure || error instanceof RefusedAddress) {
    return new AppError('DOWNLOAD_FAILED', { what, host: host ?? what, detail: error.message }, { cause: error, remedies: [importRemedy] })
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const detail = error instanceof Error ? error.message : String(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('DISK_FULL', { where }, { cause: error })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new AppError('PERMISSION_DENIED', { what: where, detail }, { cause: error })
  return error
}
