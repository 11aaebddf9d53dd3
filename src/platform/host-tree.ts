import { createHash, randomBytes } from 'node:crypto'
import { constants, copyFile, link, lstat, mkdir, open, opendir, readlink, realpath, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '#contract/errors'
import type { HostTree, TreeChange, TreeEntry, TreeFile } from '#core/ports'
import { errorCode } from './error-code'
import { kindOf, toAppError } from './unpack-archive'

/** Larger ones are not changed here: each is held in memory while it is compared. */
const maxBytes = 256 * 2 ** 20

/** Folders of this machine. `keptIn` is made when something is kept. */
export function createHostTree(keptIn: string): HostTree {
  return {
    keptIn,
    walk: (folder, isLeftOut, signal) => walk(folder, '', isLeftOut, signal),
    read: (folder, path, limit) => inWords(path, async () => ((await findWay(folder, path)) === 'clear' ? await readRegular(join(await realpath(folder), path), limit) : null)),
    change: (change) => inWords(change.path, () => makeChange(change, keptIn))
  }
}

async function* walk(folder: string, below: string, isLeftOut: (path: string) => boolean, signal: AbortSignal): AsyncGenerator<TreeEntry> {
  try {
    for await (const { name } of await opendir(join(folder, below))) {
      signal.throwIfAborted()
      const path = below === '' ? name : `${below}/${name}`
      if (isLeftOut(path)) continue
      const entry = await describe(folder, path)
      if (entry) yield entry
      if (entry?.type === 'directory') yield* walk(folder, path, isLeftOut, signal)
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : toAppError(error, join(folder, below))
  }
}

async function describe(folder: string, path: string): Promise<TreeEntry | null> {
  // Gone between the list and the look.
  const stats = await lstat(join(folder, path)).catch(() => null)
  if (!stats) return null
  const type = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : stats.isSymbolicLink() ? 'link' : 'other'
  const linkTarget = type === 'link' ? await readlink(join(folder, path)).catch(() => '') : ''
  return { path, type, sizeBytes: stats.size, modifiedAt: stats.mtimeMs, linkTarget }
}

async function makeChange({ folder, path, content, expected, keepAs }: TreeChange, keptIn: string): Promise<void> {
  const root = await realpath(folder)
  const target = join(root, path)
  if ((await findWay(root, path)) === 'barred') throw refuse(path)
  const mode = await checkExpected(target, path, expected)
  if (expected !== null) await keep(target, join(keptIn, keepAs, path))
  if (content === null) return await rm(target)
  await mkdir(dirname(target), { recursive: true })
  await place(target, content.data, content.isExecutable ? mode | 0o111 : mode & ~0o111, expected === null)
}

/** Whether every folder on the way is one, and no link: `absent` from where they would have to be made. */
async function findWay(folder: string, path: string): Promise<'clear' | 'absent' | 'barred'> {
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..') || /[\0\\]/.test(path)) return 'barred'
  for (let length = 1; length < parts.length; length += 1) {
    const kind = await kindOf(join(folder, ...parts.slice(0, length)))
    if (kind === null) return 'absent'
    if (kind !== 'directory') return 'barred'
  }
  return 'clear'
}

/** The permission bits for what takes its place. */
async function checkExpected(target: string, path: string, expected: string | null): Promise<number> {
  const kind = await kindOf(target)
  if (kind !== null && kind !== 'file') throw refuse(path)
  if (expected === null && kind === null) return 0o644
  const file = kind === null ? null : await readRegular(target, maxBytes)
  if (file === null || createHash('sha256').update(file.data).digest('hex') !== expected) throw new AppError('FILE_CHANGED', { path })
  return (await lstat(target)).mode & 0o777
}

async function keep(target: string, kept: string): Promise<void> {
  await mkdir(dirname(kept), { recursive: true, mode: 0o700 })
  await copyFile(target, kept, constants.COPYFILE_EXCL)
}

/** Whole beside it first; what appeared meanwhile where nothing was is not replaced. */
async function place(target: string, data: Uint8Array, mode: number, isNew: boolean): Promise<void> {
  const staged = join(dirname(target), `.agentkernel-${randomBytes(6).toString('hex')}`)
  const handle = await open(staged, 'wx', mode)
  try {
    await writeWhole(handle, data, mode)
    if (isNew) await appear(staged, target)
    else await rename(staged, target)
  } catch (error) {
    throw errorCode(error) === 'EEXIST' ? new AppError('FILE_CHANGED', { path: target }, { cause: error }) : error
  } finally {
    await rm(staged, { force: true })
  }
}

/** By a second name, which is never given to what is there; where the file system knows none, by a rename. */
async function appear(staged: string, target: string): Promise<void> {
  try {
    await link(staged, target)
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(errorCode(error) ?? '')) throw error
    await rename(staged, target)
  }
}

async function writeWhole(handle: FileHandle, data: Uint8Array, mode: number): Promise<void> {
  try {
    await handle.writeFile(data)
    await handle.chmod(mode)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function readRegular(path: string, limit: number): Promise<TreeFile | null> {
  if ((await kindOf(path)) !== 'file') return null
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
  try {
    const { size, mode } = await handle.stat()
    return size > limit ? null : { data: await handle.readFile(), isExecutable: (mode & 0o111) !== 0 }
  } finally {
    await handle.close()
  }
}

function refuse(path: string): AppError {
  return new AppError('PATH_REFUSED', { path }, { because: { key: 'problems.path.not_a_file' } })
}

async function inWords<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw toAppError(error, path)
  }
}
