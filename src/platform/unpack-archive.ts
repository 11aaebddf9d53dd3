import type { Writable } from 'node:stream'
import { lstat, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '#contract/errors'
import { createArchiveRules, defaultLimits, type ArchiveLimits } from './archive-rules'
import { errorCode } from './error-code'

export interface UnpackOptions {
  readonly signal: AbortSignal
  /** A file may take the place of a file that is there. Default: nothing is replaced. */
  readonly mayReplace?: boolean
  readonly limits?: ArchiveLimits
  readonly platform: string
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
    const rules = createArchiveRules(options.platform, options.limits ?? defaultLimits)
    await attempt(target, () => extract(archive, stage, rules, options.signal))
    if (rules.top === null) throw new AppError('ARCHIVE_REFUSED', { detail: 'it is empty.' })
    await attempt(target, () => publish(rules.top === '.' ? stage : join(stage, rules.top ?? ''), target, options.mayReplace ?? false))
    return { files: rules.files, bytes: rules.bytes }
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
}

async function extract(archive: AsyncIterable<Uint8Array>, stage: string, rules: ReturnType<typeof createArchiveRules>, signal: AbortSignal): Promise<void> {
  const { unpackTar } = await import('modern-tar/fs')
  const writer = unpackTar(stage, {
    strict: true,
    maxDepth: Infinity,
    filter({ name, type = 'file', size, linkname = '' }) {
      rules.admit({ name, type, sizeBytes: size, linkTarget: linkname })
      return true
    },
    // Ours to read and to remove; never setuid, setgid or sticky. Owners are not taken over at all.
    map: (header) => ({ ...header, mode: ((header.mode ?? 0o644) & 0o777) | (header.type === 'directory' ? 0o700 : 0o600) })
  })
  const broken = new Promise<never>((_, reject) => writer.once('error', reject))
  broken.catch(() => undefined)
  try {
    for await (const piece of archive) {
      signal.throwIfAborted()
      // The piece is only ours until the next one is asked for, the writer keeps what it has not used yet.
      await Promise.race([write(writer, Buffer.from(piece)), broken])
    }
    signal.throwIfAborted()
    await Promise.race([new Promise<void>((resolve) => writer.end(() => resolve())), broken])
  } finally {
    writer.destroy()
  }
}

function write(writer: Writable, data: Buffer): Promise<void> {
  return new Promise((resolve, reject) => writer.write(data, (error) => (error ? reject(error) : resolve())))
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
