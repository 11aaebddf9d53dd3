import type { ErrorData } from '#contract/errors'
import type { Applied, ReviewedFile } from '#contract/review'

/** Bringing back that ended at a file that could not be. */
export interface Unfinished {
  readonly done: readonly string[]
  readonly failed: string
  readonly error: ErrorData
  readonly notTried: readonly string[]
  /** Folder that holds what was replaced or removed before that. */
  readonly kept: string | null
}

/** Null where every file was brought back. */
export function toUnfinished(files: readonly Pick<ReviewedFile, 'path'>[], { applied, failed: error, kept }: Applied): Unfinished | null {
  if (!error) return null
  const paths = files.map(({ path }) => path)
  return { done: paths.slice(0, applied), failed: paths[applied] ?? '', error, notTried: paths.slice(applied + 1), kept }
}
