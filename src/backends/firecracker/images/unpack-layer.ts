import { createHash } from 'node:crypto'
import { open, type FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import zlib from 'node:zlib'
import { AppError } from '#contract/errors'
import type { ImageLimits } from './limits'
import { readExtent, type Extent } from './tar-index'

export interface UnpackOptions {
  readonly limits: ImageLimits
  readonly signal: AbortSignal
  /** Told of unpacked bytes. */
  readonly onBytes?: (count: number) => void
}

export interface Unpacked {
  /** In `into` when it was packed, else where it lay already. */
  readonly tar: Extent
  /** To be closed when the tar is not needed any more. */
  readonly file: FileHandle | null
}

/**
 * Unpacks a layer onto disk and checks that it is what the image's configuration says. A layer that is not packed is read
 * where it lies. `into`: a path where nothing is. Rejects with ARCHIVE_REFUSED: wrong digest, broken, or larger than allowed.
 */
export async function unpackLayer(stored: Extent, diffId: string, into: string, options: UnpackOptions): Promise<Unpacked> {
  const packing = await toPacking(stored)
  const file = packing === 'none' ? null : await open(into, 'wx+', 0o600)
  try {
    const { digest, sizeBytes } = await copy(stored, packing, file, options)
    if (digest !== diffId) refuseDigest(diffId, digest)
    return { tar: file ? { file, offset: 0, sizeBytes } : stored, file }
  } catch (error) {
    await file?.close()
    throw error
  }
}

export function refuseDigest(expected: string, found: string): never {
  throw new AppError('ARCHIVE_REFUSED', { detail: `The content is not what was announced: expected ${expected}, found ${found}.` })
}

type Packing = 'none' | 'gzip' | 'zstd'

async function toPacking(stored: Extent): Promise<Packing> {
  const start = await readExtent({ ...stored, sizeBytes: Math.min(4, stored.sizeBytes) })
  if (start.subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]))) return 'gzip'
  return start.equals(Buffer.from([0x28, 0xb5, 0x2f, 0xfd])) ? 'zstd' : 'none'
}

/** Thrown for a layer in a form that this runtime cannot read: a local engine may know it. */
export class UnreadableLayer extends AppError {
  constructor() {
    super('ARCHIVE_REFUSED', { detail: 'A layer is packed with zstd, which this version of Node cannot read.' })
  }
}

function createUnpacker(packing: Packing): NodeJS.ReadWriteStream | null {
  if (packing === 'none') return null
  if (packing === 'gzip') return zlib.createGunzip({ chunkSize: 256 * 1024 })
  // From Node 22.15 on; the application's own runtime has it.
  if (typeof zlib.createZstdDecompress !== 'function') throw new UnreadableLayer()
  return zlib.createZstdDecompress({ chunkSize: 256 * 1024 })
}

async function copy(stored: Extent, packing: Packing, file: FileHandle | null, options: UnpackOptions): Promise<{ digest: string; sizeBytes: number }> {
  const hash = createHash('sha256')
  const guard = createGuard(stored.sizeBytes, options.limits)
  let sizeBytes = 0
  for await (const piece of unpacked(stored, createUnpacker(packing), options.signal)) {
    hash.update(piece)
    guard((sizeBytes += piece.length))
    if (file) await file.appendFile(piece)
    options.onBytes?.(piece.length)
  }
  return { digest: `sha256:${hash.digest('hex')}`, sizeBytes }
}

async function* unpacked(stored: Extent, unpacker: NodeJS.ReadWriteStream | null, signal: AbortSignal): AsyncGenerator<Buffer> {
  const source = Readable.from(readPieces(stored, signal))
  const stream = unpacker ? source.on('error', (error) => (unpacker as zlib.Gunzip).destroy(error)).pipe(unpacker as zlib.Gunzip) : source
  try {
    for await (const piece of stream) yield piece as Buffer
  } catch (error) {
    throw isBroken(error) ? new AppError('ARCHIVE_REFUSED', { detail: `A layer cannot be unpacked: ${error.message}.` }, { cause: error }) : error
  } finally {
    source.destroy()
    stream.destroy()
  }
}

function isBroken(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^(Z_|ZSTD_|ERR_ZSTD|ERR_.*ZLIB)/.test(String(error.code))
}

const pieceBytes = 256 * 1024

async function* readPieces({ file, offset, sizeBytes }: Extent, signal: AbortSignal): AsyncGenerator<Buffer> {
  for (let at = 0; at < sizeBytes; at += pieceBytes) {
    signal.throwIfAborted()
    yield await readExtent({ file, offset: offset + at, sizeBytes: Math.min(pieceBytes, sizeBytes - at) })
  }
}

/** Stops what grows beyond all measure before the disk is full. */
function createGuard(storedBytes: number, limits: ImageLimits): (sizeBytes: number) => void {
  return (sizeBytes) => {
    const isBomb = sizeBytes > limits.ratioFromBytes && sizeBytes > storedBytes * limits.ratio
    if (isBomb) throw new AppError('ARCHIVE_REFUSED', { detail: `A layer is more than ${limits.ratio} times larger than it is packed.` })
    if (sizeBytes > limits.totalBytes) throw new AppError('ARCHIVE_REFUSED', { detail: `A layer is larger than ${limits.totalBytes} bytes.` })
  }
}
