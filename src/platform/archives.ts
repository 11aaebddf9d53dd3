import { AppError } from '#contract/errors'
import type { ArchiveEntry, ArchiveFile, Archives } from '#core/ports'
import { digestOf } from './digest-of'
import type { ParsedTarEntry, TarHeader } from 'modern-tar'

/** Tars in memory: read entry by entry, never unpacked. */
export function createArchives(): Archives {
  return { entries: readEntries, make: makeArchive, digest: digestOf }
}

/** At most so much of it, in one. */
export async function gather(content: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of content) {
    pieces.push(piece.subarray(0, maxBytes - size))
    size += piece.length
    if (size >= maxBytes) break
  }
  return Buffer.concat(pieces)
}

async function* readEntries(archive: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<ArchiveEntry> {
  const { createTarDecoder } = await import('modern-tar')
  const reader = toStream(archive, signal).pipeThrough(createTarDecoder({ strict: true })).getReader()
  try {
    for (;;) {
      signal.throwIfAborted()
      const { done, value } = await reader.read()
      if (done) return
      yield toEntry(value)
      if (!value.body.locked) await drain(value)
    }
  } catch (error) {
    throw toArchiveError(error, signal)
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function toEntry({ header, body }: ParsedTarEntry): ArchiveEntry {
  return {
    name: header.name,
    type: toType(header.type),
    sizeBytes: header.size,
    mode: (header.mode ?? 0o644) & 0o7777,
    uid: header.uid ?? 0,
    gid: header.gid ?? 0,
    modifiedAt: header.mtime?.getTime() ?? null,
    linkTarget: header.linkname ?? '',
    content: () => body,
    bytes: (maxBytes) => gather(body, maxBytes)
  }
}

function toType(type: TarHeader['type']): ArchiveEntry['type'] {
  return type === 'directory' ? 'directory' : type === 'symlink' ? 'link' : type === 'file' || type === undefined || type === 'link' ? 'file' : 'other'
}

async function drain({ body }: ParsedTarEntry): Promise<void> {
  for await (const _piece of body) void _piece
}

async function* makeArchive(files: readonly ArchiveFile[]): AsyncIterable<Uint8Array> {
  const { packTar } = await import('modern-tar')
  yield await packTar(files.map(({ name, data, mode, uid, gid }) => ({ header: { name, size: data.length, mode: mode & 0o777, uid, gid, type: 'file' as const }, body: data })))
}

function toStream(archive: AsyncIterable<Uint8Array>, signal: AbortSignal): ReadableStream<Uint8Array> {
  const iterator = archive[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      signal.throwIfAborted()
      const { done, value } = await iterator.next()
      if (done) controller.close()
      // Ours to keep only until the next one is asked for.
      else controller.enqueue(value.slice())
    },
    async cancel() {
      await iterator.return?.()
    }
  })
}

function toArchiveError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason
  if (AppError.is(error)) return error
  return new AppError('ARCHIVE_REFUSED', { detail: error instanceof Error ? error.message : String(error) }, { cause: error })
}
