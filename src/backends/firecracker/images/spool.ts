import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { AppError } from '#contract/errors'
import { readExtent, type Extent } from './tar-index'

/** Writes a stream to a new file at `into` and leaves it open; whoever asked closes it. Rejects with ARCHIVE_REFUSED above `maxBytes`. */
export async function spool(stream: AsyncIterable<Uint8Array>, into: string, maxBytes: number, onBytes: (count: number) => void): Promise<Extent> {
  const file = await open(into, 'wx+', 0o600)
  let sizeBytes = 0
  try {
    for await (const piece of stream) {
      sizeBytes += piece.length
      if (sizeBytes > maxBytes) throw new AppError('ARCHIVE_REFUSED', { detail: `The archive is larger than ${maxBytes} bytes.` })
      await file.appendFile(piece)
      onBytes(piece.length)
    }
  } catch (error) {
    await file.close()
    throw error
  }
  return { file, offset: 0, sizeBytes }
}

/** An archive may itself be packed (`.tar.gz`); null when it is not. */
export async function openGzip(archive: Extent): Promise<AsyncIterable<Uint8Array> | null> {
  const start = await readExtent({ ...archive, sizeBytes: Math.min(2, archive.sizeBytes) })
  if (!start.equals(Buffer.from([0x1f, 0x8b]))) return null
  const source = archive.file.createReadStream({ start: archive.offset, end: archive.offset + archive.sizeBytes - 1, autoClose: false })
  return readUnpacked(source)
}

async function* readUnpacked(source: Readable): AsyncGenerator<Uint8Array> {
  const unpacker = createGunzip({ chunkSize: 256 * 1024 })
  source.on('error', (error) => unpacker.destroy(error)).pipe(unpacker)
  try {
    for await (const piece of unpacker) yield piece as Uint8Array
  } catch (error) {
    throw new AppError('ARCHIVE_REFUSED', { detail: `The archive cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.` }, { cause: error })
  } finally {
    source.destroy()
    unpacker.destroy()
  }
}
