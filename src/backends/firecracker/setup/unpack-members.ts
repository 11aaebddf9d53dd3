import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { AppError } from '#contract/errors'
import type { ArchiveMember } from './pins'

/** The releases hold debug files too. */
const maxUnpackedBytes = 1024 * 1024 * 1024

/**
 * Takes the named members out of a gzipped tar, each under its own name here, and nothing else. An archive in which any path is absolute
 * or leads out of it, or in which a member is no file or comes twice, is refused as a whole; what was written until then is the caller's
 * to remove, together with `into`.
 */
export async function unpackMembers(archive: string, members: readonly ArchiveMember[], into: string, signal: AbortSignal): Promise<void> {
  const { unpackTar } = await import('modern-tar/fs')
  const seen = new Set<string>()
  const writer = unpackTar(into, {
    strict: true,
    filter({ name, type = 'file' }) {
      demandInside(name)
      if (!members.some(({ path }) => path === name)) return false
      if (type !== 'file') throw refused(`${name} is not a file`)
      if (seen.has(name)) throw refused(`${name} is in it twice`)
      seen.add(name)
      return true
    },
    map: (header) => ({ ...header, name: members.find(({ path }) => path === header.name)?.file ?? header.name, mode: 0o700 })
  })
  try {
    await pipeline(createReadStream(archive), createGunzip(), withinBounds, writer, { signal })
  } catch (error) {
    throw signal.aborted ? signal.reason : toRefusal(error)
  }
  const lacking = members.find(({ path }) => !seen.has(path))
  if (lacking) throw refused(`${lacking.path} is not in it`)
}

async function* withinBounds(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const piece of pieces) {
    bytes += piece.length
    if (bytes > maxUnpackedBytes) throw refused(`it is larger than ${maxUnpackedBytes} bytes`)
    yield piece
  }
}

function demandInside(name: string): void {
  if (name.startsWith('/') || name.includes('\\') || name.split('/').includes('..')) throw refused(`the path ${JSON.stringify(name)} leads out of it`)
}

function refused(detail: string): AppError {
  return new AppError('ARCHIVE_REFUSED', { detail })
}

/** The system's own refusals stay what they are; everything else is about the archive. */
function toRefusal(error: unknown): unknown {
  if (AppError.is(error)) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOENT'].includes(code)) return error
  return new AppError('ARCHIVE_REFUSED', { detail: error instanceof Error ? error.message : String(error) }, { cause: error })
}
