import { lstat, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '#contract/errors'
import { errorCode } from './error-code'
import { extractArchive, type Extract, type ExtractOptions } from './extract-archive'

export interface UnpackOptions extends ExtractOptions {
  /** A file may take the place of a file that is there. Default: nothing is replaced. */
  readonly mayReplace?: boolean
  /** What reads the archive; by default this process. */
  readonly extract?: Extract
}

export interface Unpacked {
  readonly files: number
  readonly bytes: number
}

/**
 * Unpacks an untrusted archive so that its one top entry becomes `target`. It grows in a fresh directory
 * that only we can enter, beside the target, and appears by a rename when it is whole and found good.
 */
export async function unpackArchive(archive: AsyncIterable<Uint8Array>, target: string, options: UnpackOptions): Promise<Unpacked> {
  const parent = dirname(target)
  if ((await kindOf(parent)) !== 'directory') throw new AppError('FILE_NOT_FOUND', { path: parent })
  const stage = await attempt(target, () => mkdtemp(join(parent, '.agentkernel-unpack-')))
  try {
    const { top, files, bytes } = await attempt(target, () => (options.extract ?? extractArchive)(archive, stage, options))
    // It may come from a process that a hostile archive has taken over.
    if (top !== '.' && dirname(join(stage, top)) !== stage) throw new AppError('ARCHIVE_REFUSED', { detail: `${JSON.stringify(top)} leads out.` })
    await attempt(target, () => publish(join(stage, top), target, options.mayReplace ?? false))
    return { files, bytes }
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
}

async function publish(from: string, target: string, mayReplace: boolean): Promise<void> {
  const [now, before] = [await kindOf(from), await kindOf(target)]
  const replaces = mayReplace && now === 'file' && before === 'file'
  if (before !== null && !replaces) throw new AppError('FILE_EXISTS', { path: target })
  await rename(from, target)
}

export async function kindOf(path: string): Promise<'file' | 'directory' | 'link' | 'other' | null> {
  try {
    const stats = await lstat(path)
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : stats.isSymbolicLink() ? 'link' : 'other'
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return null
    throw toAppError(error, path)
  }
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toAppError(error, path)
  }
}

/** The system's refusals by their own names; what the tar library says is about the archive. */
export function toAppError(error: unknown, path: string): unknown {
  if (AppError.is(error)) return error
  const code = errorCode(error)
  const detail = error instanceof Error ? error.message : String(error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('DISK_FULL', { where: path }, { cause: error })
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new AppError('PERMISSION_DENIED', { what: path, detail }, { cause: error })
  if (code === 'ENOENT' || code === 'ENOTDIR') return new AppError('FILE_NOT_FOUND', { path }, { cause: error })
  if (code === undefined || code === 'ENAMETOOLONG') return new AppError('ARCHIVE_REFUSED', { detail }, { cause: error })
  return error
}
