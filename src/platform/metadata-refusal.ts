import { dirname } from 'node:path'
import { AppError } from '#contract/errors'
import type { Text } from '#contract/text'
import { errorCode } from './error-code'

/** What the system, or the lock, refused becomes METADATA_UNAVAILABLE with a reason that a person can act on; anything else stays as it is. */
export function toMetadataRefusal(error: unknown, file: string): unknown {
  const code = errorCode(error)
  if (AppError.is(error) || code === undefined) return error
  const detail = error instanceof Error ? error.message : code
  return new AppError('METADATA_UNAVAILABLE', { file, detail }, { because: explain(code, file, detail), cause: error })
}

function explain(code: string, file: string, detail: string): Text {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return { key: 'reasons.metadata_denied', params: { folder: dirname(file) } }
    case 'EROFS':
      return { key: 'reasons.metadata_read_only_disk', params: { folder: dirname(file) } }
    case 'ENOSPC':
    case 'EDQUOT':
      return { key: 'reasons.metadata_disk_full' }
    case 'ELOCKED':
      return { key: 'reasons.metadata_locked' }
    default:
      return { key: 'reasons.metadata_failed', params: { detail } }
  }
}
