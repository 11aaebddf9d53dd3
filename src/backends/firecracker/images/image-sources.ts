import { open } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { ImagePower } from '#core/ports'
import { qualifyReference } from '../../registry/image-reference'
import { openArchive } from './archive-source'
import type { CachedImage, ImageCache } from './image-cache'
import { defaultLimits } from './limits'
import { openGzip, spool } from './spool'

/** Another engine of this machine that may have an image and gives it as a tar: the `save` of its images. */
export interface ImageExporter {
  /** For the log and for progress. */
  readonly title: string
  readonly save: NonNullable<ImagePower['save']>
}

/** Takes an image from a local engine. Rejects with IMAGE_NOT_FOUND when that has none. */
export async function takeFromEngine(cache: ImageCache, exporter: ImageExporter, reference: string, architecture: string, task: Task): Promise<CachedImage> {
  return await cache.withWorkDirectory(async (directory) => {
    let done = 0
    const onBytes = (count: number): void => {
      done += count
      task.progress({ step: 'copy', text: { key: 'progress.copying_image', params: { image: reference, engine: exporter.title } }, done })
    }
    const archive = await spool(exporter.save(reference, task), join(directory, 'archive.tar'), defaultLimits.totalBytes, onBytes)
    try {
      const [image, ...others] = await openArchive(archive, architecture, defaultLimits, task.signal)
      if (!image || others.length > 0) throw new AppError('IMAGE_PULL_FAILED', { image: reference, detail: `${exporter.title} gave ${others.length + (image ? 1 : 0)} images` })
      checkPlatform(reference, image.config, architecture)
      return await cache.add(image, [qualifyReference(reference)], reference, task)
    } finally {
      await archive.file.close()
    }
  })
}

/**
 * Takes the images of an archive file, packed with gzip or not, under the names they have in it.
 * Rejects with FILE_NOT_FOUND or ARCHIVE_REFUSED.
 */
export async function takeFromFile(cache: ImageCache, path: string, architecture: string, task: Task): Promise<CachedImage[]> {
  const file = await open(path, 'r').catch((error: unknown) => raiseUnreadable(path, error))
  try {
    const status = await file.stat()
    if (!status.isFile()) throw new AppError('ARCHIVE_REFUSED', { detail: `${path} is not a file` })
    const whole = { file, offset: 0, sizeBytes: status.size }
    const unpacked = await openGzip(whole)
    const take = async (archive: typeof whole): Promise<CachedImage[]> => {
      const taken: CachedImage[] = []
      for (const image of await openArchive(archive, architecture, defaultLimits, task.signal)) {
        checkPlatform(basename(path), image.config, architecture)
        taken.push(await cache.add(image, image.references, image.references[0] ?? basename(path), task))
      }
      return taken
    }
    if (!unpacked) return await take(whole)
    return await cache.withWorkDirectory(async (directory) => {
      const archive = await spool(unpacked, join(directory, 'archive.tar'), defaultLimits.totalBytes, () => task.signal.throwIfAborted())
      return await take(archive).finally(() => archive.file.close())
    })
  } finally {
    await file.close()
  }
}

/** An image for another processor converts well and then starts nothing. */
export function checkPlatform(image: string, { os, architecture }: { readonly os: string; readonly architecture: string }, wanted: string): void {
  if (os === 'linux' && architecture === wanted) return
  throw new AppError('IMAGE_PULL_FAILED', { image, detail: `it is for ${os}/${architecture}, and this machine runs linux/${wanted}` })
}

function raiseUnreadable(path: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') throw new AppError('FILE_NOT_FOUND', { path }, { cause: error })
  throw new AppError('PERMISSION_DENIED', { what: path, detail: code }, { cause: error })
}
