import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#contract/errors'
import type { Progress, Task } from '#contract/progress'
import { contentBytesOf } from '../squashfs/file-tree'
import { writeSquashfs } from '../squashfs/squashfs-writer'
import { LayerMerge } from './layer-merge'
import type { ImageLimits } from './limits'
import type { StoredImage } from './stored-image'
import { indexTar } from './tar-index'
import { unpackLayer } from './unpack-layer'

export interface Converted {
  readonly sizeBytes: number
  /** Bytes of all files in it. */
  readonly contentBytes: number
  readonly skippedDevices: number
}

export interface ConvertOptions {
  /** As the person named it, for progress. */
  readonly image: string
  /** An empty private directory on the disk of the result; whoever made it removes it, whatever the outcome. */
  readonly workDirectory: string
  readonly limits: ImageLimits
}

/**
 * Turns an image into a squashfs at `file`, where nothing may be: the layers are unpacked onto disk, laid over each other by their
 * names, and written once. Memory is bounded by the number of names, not by content. The same image gives the same bytes.
 */
export async function convertImage(image: StoredImage, file: string, options: ConvertOptions, task: Task): Promise<Converted> {
  const createdAt = Math.trunc(Date.parse(image.config.createdAt ?? '1970-01-01T00:00:00Z') / 1000)
  const merge = new LayerMerge(options.limits, createdAt)
  const opened: FileHandle[] = []
  const target = await open(file, 'wx+', 0o600)
  try {
    await mergeLayers(image, merge, opened, options, task)
    const contentBytes = contentBytesOf(merge.root)
    let done = 0
    const report = (): void => task.progress({ step: 'convert', text: { key: 'progress.converting', params: { image: options.image } }, done, total: contentBytes })
    report()
    const onContent = (bytes: number): void => {
      done += bytes
      report()
    }
    const sizeBytes = await writeSquashfs(merge.root, target, { modifiedAt: createdAt, signal: task.signal, onContent })
    await target.sync()
    return { sizeBytes, contentBytes, skippedDevices: merge.skippedDevices }
  } catch (error) {
    throw toRefusal(error)
  } finally {
    await Promise.all([target, ...opened].map((handle) => handle.close()))
  }
}

async function mergeLayers({ layers }: StoredImage, merge: LayerMerge, opened: FileHandle[], options: ConvertOptions, task: Task): Promise<void> {
  const { limits, image, workDirectory } = options
  if (layers.length > limits.layers) throw new AppError('ARCHIVE_REFUSED', { detail: `The image has more than ${limits.layers} layers.` })
  const report = (done: number, bytes: number): void => task.progress(toReport(image, layers.map(({ id }) => id), done, bytes))
  for (const [index, layer] of layers.entries()) {
    const stored = await layer.stored()
    task.signal.throwIfAborted()
    let bytes = 0
    const onBytes = (count: number): void => report(index, (bytes += count))
    const { tar, file } = await unpackLayer(stored, layer.diffId, join(workDirectory, `layer-${index}.tar`), { limits, signal: task.signal, onBytes })
    if (file) opened.push(file)
    await merge.apply(indexTar(tar, limits, task.signal))
    report(index + 1, 0)
  }
}

function toReport(image: string, ids: readonly string[], done: number, bytes: number): Progress {
  const parts = ids.map((id, index) => ({ id, state: index < done ? 'unpacked' : index === done ? 'unpacking' : 'waiting', ...(index === done && bytes > 0 && { done: bytes }) }))
  return { step: 'unpack', text: { key: 'progress.unpacking', params: { image } }, done, total: ids.length, unit: 'items', parts }
}

/** What the format cannot hold is the image's fault. */
function toRefusal(error: unknown): unknown {
  return error instanceof RangeError ? new AppError('ARCHIVE_REFUSED', { detail: `The image has ${error.message}.` }, { cause: error }) : error
}
