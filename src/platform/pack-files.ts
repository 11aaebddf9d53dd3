import { lstat, readFile, realpath } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { AppError } from '#contract/errors'
import type { PackOptions } from '#core/ports'
import { parseDockerIgnore, type IsIgnored } from './ignore-rules'
import { notePacked } from './note-packed'
import { errorCode } from './error-code'
import { toAppError } from './unpack-archive'

/** A build needs these, whatever the ignore file says (Docker sends them as well). */
const alwaysPacked = /^(?:\.dockerignore|[^/]*[Dd]ockerfile[^/]*)$/

/** A tar of what the person named. A link at the top is followed, as the person means what it leads to; inside, links stay links. */
export function packFiles(path: string, options: PackOptions): AsyncIterable<Uint8Array> {
  const archive = pack(path, options)
  return options.note ? notePacked(archive, options.note, options.signal) : archive
}

async function* pack(path: string, options: PackOptions): AsyncIterable<Uint8Array> {
  const { signal, owner = { uid: 0, gid: 0 } } = options
  try {
    signal.throwIfAborted()
    const source = await realpath(path)
    const isDirectory = (await lstat(source)).isDirectory()
    const isIgnored = isDirectory && options.honourIgnoreFiles ? await readIgnoreFile(source) : null
    const { packTar } = await import('modern-tar/fs')
    const target = options.as ?? basename(source)
    const stream = packTar([{ type: isDirectory ? 'directory' : 'file', source, target, ...owner }], {
      concurrency: 4,
      filter: (candidate, stats) => !isIgnored?.(relative(source, candidate).split(sep).join('/'), stats.isDirectory()),
      // Owners and special bits of the host mean nothing inside.
      map: (header) => {
        if (header.type === 'file' || header.type === undefined) options.onFile?.(header.size ?? 0)
        return { ...header, ...owner, mode: (header.mode ?? 0o644) & 0o777 }
      }
    })
    const abort = (): void => void stream.destroy(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    try {
      for await (const piece of stream) yield toBytes(piece)
    } finally {
      signal.removeEventListener('abort', abort)
      stream.destroy()
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw errorCode(error) === 'ENOENT' ? new AppError('FILE_NOT_FOUND', { path }, { cause: error }) : toAppError(error, path)
  }
}

async function readIgnoreFile(directory: string): Promise<IsIgnored | null> {
  try {
    const isIgnored = parseDockerIgnore(await readFile(join(directory, '.dockerignore'), 'utf8'))
    return (path, isDirectory) => path !== '' && !alwaysPacked.test(path) && isIgnored(path, isDirectory)
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

function toBytes(piece: unknown): Uint8Array {
  if (piece instanceof Uint8Array) return piece
  throw new TypeError('a tar stream gives bytes')
}
