import { createHash, randomBytes } from 'node:crypto'
import { chmod, constants, copyFile, link, lstat, mkdir, open, opendir, readdir, readlink, realpath, rename, rm, rmdir, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '#contract/errors'
import type { HostTree, TreeChange, TreeContent, TreeEntry, TreeFile } from '#core/ports'
import { digestOf } from './digest-of'
import { errorCode } from './error-code'
import { sizeOnDisk } from './size-on-disk'
import { kindOf, toAppError } from './unpack-archive'

/** Folders of this machine. `keptIn` is made when something is kept. */
export function createHostTree(keptIn: string): HostTree {
  return {
    keptIn,
    walk: (folder, isLeftOut, signal) => walk(folder, '', isLeftOut, signal),
    read: (folder, path, limit) => below(folder, path, (file) => readRegular(file, limit)),
    digest: (folder, path) => below(folder, path, digestRegular),
    change: (change) => inWords(change.path, () => makeChange(change, keptIn)),
    listKept: () => listKept(keptIn),
    removeKept: (name) => inWords(join(keptIn, name), () => removeKept(keptIn, name))
  }
}

/** Null where no way leads there. */
async function below<T>(folder: string, path: string, read: (file: string) => Promise<T | null>): Promise<T | null> {
  return await inWords(path, async () => ((await findWay(folder, path)) === 'clear' ? await read(join(await realpath(folder), path)) : null))
}

async function* walk(folder: string, inside: string, isLeftOut: (path: string) => boolean, signal: AbortSignal): AsyncGenerator<TreeEntry> {
  try {
    for await (const { name } of await opendir(join(folder, inside))) {
      signal.throwIfAborted()
      const path = inside === '' ? name : `${inside}/${name}`
      if (isLeftOut(path)) continue
      const entry = await describe(folder, path)
      if (entry) yield entry
      if (entry?.type === 'directory') yield* walk(folder, path, isLeftOut, signal)
    }
  } catch (error) {
    throw signal.aborted ? signal.reason : toAppError(error, join(folder, inside))
  }
}

async function describe(folder: string, path: string): Promise<TreeEntry | null> {
  // Gone between the list and the look.
  const stats = await lstat(join(folder, path)).catch(() => null)
  if (!stats) return null
  const type = stats.isFile() ? 'file' : stats.isDirectory() ? 'directory' : stats.isSymbolicLink() ? 'link' : 'other'
  const linkTarget = type === 'link' ? await readlink(join(folder, path)).catch(() => '') : ''
  return { path, type, sizeBytes: stats.size, modifiedAt: stats.mtimeMs, isExecutable: (stats.mode & 0o111) !== 0, linkTarget }
}

async function makeChange({ folder, path, content, expected, keepAs }: TreeChange, keptIn: string): Promise<void> {
  const root = await realpath(folder)
  const target = join(root, path)
  if ((await findWay(root, path)) === 'barred') throw refuse(path)
  const kept = join(keptIn, keepAs, path)
  if (content) return await replace(target, path, content, { expected, kept })
  await checkExpected(target, path, expected)
  if (expected !== null) await keep(target, kept)
  await rm(target)
}

/** Whole beside it first; what appeared meanwhile where nothing was is not replaced. */
async function replace(target: string, path: string, content: TreeContent, { expected, kept }: { expected: string | null; kept: string }): Promise<void> {
  const folder = dirname(target)
  const made = await mkdir(folder, { recursive: true })
  const staged = join(folder, `.agentkernel-${randomBytes(6).toString('hex')}`)
  try {
    await stage(staged, path, content)
    const mode = await checkExpected(target, path, expected)
    await chmod(staged, content.isExecutable ? mode | 0o111 : mode & ~0o111)
    if (expected === null) return await appear(staged, target)
    await keep(target, kept)
    await rename(staged, target)
  } catch (error) {
    throw errorCode(error) === 'EEXIST' ? new AppError('FILE_CHANGED', { path }, { cause: error }) : error
  } finally {
    await rm(staged, { force: true })
    if (made !== undefined) await removeEmpty(folder, made)
  }
}

/** Folders that were made for a file that did not come. */
async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let each = folder; each.length >= top.length; each = dirname(each)) await rmdir(each).catch(() => undefined)
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
  if (expected === null || (await digestRegular(target)) !== expected) throw new AppError('FILE_CHANGED', { path })
  return (await lstat(target)).mode & 0o777
}

async function keep(target: string, kept: string): Promise<void> {
  await mkdir(dirname(kept), { recursive: true, mode: 0o700 })
  await copyFile(target, kept, constants.COPYFILE_EXCL)
}

async function listKept(keptIn: string): Promise<{ name: string; bytes: number }[]> {
  const entries = await readdir(keptIn, { withFileTypes: true }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return []
    throw toAppError(error, keptIn)
  })
  return await Promise.all(entries.filter((entry) => entry.isDirectory()).map(async ({ name }) => ({ name, bytes: await sizeOnDisk(join(keptIn, name)) })))
}

async function removeKept(keptIn: string, name: string): Promise<void> {
  const folder = join(keptIn, name)
  if (dirname(folder) !== keptIn) throw refuse(name)
  await rm(folder, { recursive: true, force: true })
}

async function stage(staged: string, path: string, { pieces, digest }: TreeContent): Promise<void> {
  const handle = await open(staged, 'wx', 0o600)
  try {
    const hash = createHash('sha256')
    for await (const piece of pieces) {
      hash.update(piece)
      await handle.writeFile(piece)
    }
    if (hash.digest('hex') !== digest) throw new AppError('FILE_CHANGED', { path })
    await handle.sync()
  } finally {
    await handle.close()
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

async function readRegular(path: string, limit: number): Promise<TreeFile | null> {
  return await withRegular(path, async (handle) => {
    const { size, mode } = await handle.stat()
    return size > limit ? null : { data: await handle.readFile(), isExecutable: (mode & 0o111) !== 0 }
  })
}

async function digestRegular(path: string): Promise<string | null> {
  return await withRegular(path, (handle) => digestOf(handle.createReadStream({ autoClose: false })))
}

async function withRegular<T>(path: string, work: (handle: FileHandle) => Promise<T | null>): Promise<T | null> {
  if ((await kindOf(path)) !== 'file') return null
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
  try {
    return await work(handle)
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
