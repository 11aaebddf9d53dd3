import { open, opendir, realpath } from 'node:fs/promises'
import { AppError } from '#contract/errors'
import type { Host, HostFiles } from '#core/ports'
import { errorCode } from './error-code'
import type { Extract } from './extract-archive'
import { packFiles } from './pack-files'
import { kindOf, toAppError, unpackArchive } from './unpack-archive'
import { writePrivate } from './write-private'

/** The disk of this machine. `extract`: what reads untrusted archives; by default this process. */
export function createHostFiles(platform: Host['platform'], extract?: Extract): HostFiles {
  return {
    realPath: (path) => absentAsNull(path, () => realpath(path)),
    kind: kindOf,
    names: listNames,
    text: (path, maxBytes) => absentAsNull(path, () => readText(path, maxBytes)),
    writeText: writeNew,
    pack: packFiles,
    unpack: (archive, target, options) => unpackArchive(archive, target, { ...options, platform, ...(extract && { extract }) })
  }
}

async function listNames(directory: string, limit: number): Promise<string[]> {
  try {
    const names: string[] = []
    for await (const { name } of await opendir(directory)) if (names.push(name) >= limit) break
    return names
  } catch (error) {
    throw toAppError(error, directory)
  }
}

async function writeNew(path: string, text: string, { mayReplace = false }: { mayReplace?: boolean | undefined } = {}): Promise<void> {
  if (!mayReplace && (await kindOf(path)) !== null) throw new AppError('FILE_EXISTS', { path })
  await writePrivate(path, text)
}

async function readText(path: string, maxBytes: number): Promise<string> {
  // A pipe would keep us waiting for ever: what it is is asked before it is opened.
  if ((await kindOf(await realpath(path))) !== 'file') throw new AppError('PATH_REFUSED', { path }, { because: { key: 'problems.path.not_a_file' } })
  const handle = await open(path)
  try {
    const buffer = Buffer.alloc(maxBytes + 1)
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0)
    if (bytesRead > maxBytes) throw new AppError('PATH_REFUSED', { path }, { because: { key: 'problems.path.too_large', params: { maxBytes } } })
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function absentAsNull<T>(path: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return null
    throw toAppError(error, path)
  }
}
