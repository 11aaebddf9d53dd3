import { rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Clock } from '#core/ports'
import { isImageId, qualifyReference } from '../../registry/image-reference'
import { convertImage } from './convert-image'
import { withLock } from '../state/hold-lock'
import { withWorkDirectory } from '../state/work-directory'
import { ImageFiles, type ImageRecord } from './image-files'
import { defaultLimits, type ImageLimits } from './limits'
import type { ImageSettings, StoredImage } from './stored-image'

/** An image that is ready to boot from. */
export interface CachedImage {
  /** `sha256:…` of its configuration. */
  readonly id: string
  /** The squashfs: shared by all sandboxes of the image, never written. */
  readonly file: string
  /** Qualified names under which it is known here; none for one that lost its name to a newer one. */
  readonly references: readonly string[]
  /** `repository@sha256:…` of the manifests by which registries gave it. */
  readonly repoDigests: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly sizeBytes: number
  /** When it was built; absent when the image does not say. */
  readonly createdAt?: string
  readonly lastUsedAt: string
  readonly settings: ImageSettings
  /** Device nodes of the image that are not in the file system. */
  readonly skippedDevices: number
}

export interface ImageCacheOptions {
  /** Made when absent, 0700. */
  readonly directory: string
  readonly clock: Clock
  /** Which images sandboxes stand on: id of the image to the name of one of them. */
  readonly users: () => Promise<ReadonlyMap<string, string>>
  readonly limits?: ImageLimits
}

/** Used so lately that a sandbox may just be in the making with it. */
const freshMs = 10 * 60_000

/** Images as file systems on disk, shared by every process of this home. Several may convert at once, each image is converted once. */
export class ImageCache {
  readonly #files: ImageFiles
  readonly #options: ImageCacheOptions

  constructor(options: ImageCacheOptions) {
    this.#options = options
    this.#files = new ImageFiles(options.directory)
  }

  /** The image that a reference or id means here, and marks it as used; null when there is none. */
  async find(reference: string): Promise<CachedImage | null> {
    const references = await this.#files.references()
    const id = isImageId(reference) ? toId(reference) : references[qualifyReference(reference)]
    const record = id === undefined ? null : await this.#files.read(id)
    if (!record) return null
    await this.#files.touch(record.id, new Date(this.#options.clock.now())).catch(() => undefined)
    return await this.#toCached(record, references)
  }

  /** All of them, in no order. */
  async list(): Promise<CachedImage[]> {
    const references = await this.#files.references()
    const records = await Promise.all((await this.#files.ids()).map((id) => this.#files.read(id)))
    return await Promise.all(records.flatMap((record) => (record ? [this.#toCached(record, references)] : [])))
  }

  /**
   * Converts an image unless it is here, and lets the references mean it from now on. Rejects with ARCHIVE_REFUSED, DISK_FULL
   * or what the source says, and leaves nothing behind.
   */
  async add(image: StoredImage, references: readonly string[], title: string, task: Task): Promise<CachedImage> {
    await this.#files.prepare()
    try {
      await withLock(this.#options.directory, toName(image.id), this.#options.clock, task, async () => {
        const record = await this.#files.read(image.id)
        if (record) await this.#addDigests(record, image.repoDigests ?? [])
        else await this.#convert(image, title, task)
      })
      await this.#name(image.id, references, task)
    } catch (error) {
      throw this.toFailure(error)
    }
    return (await this.find(image.id)) ?? raise(new AppError('IMAGE_NOT_FOUND', { image: title }))
  }

  /**
   * Takes a reference away; with its last one, or by its id, the image goes. Rejects with IMAGE_NOT_FOUND, or with IMAGE_IN_USE when
   * a sandbox stands on it; with `force` it then loses its names only, and goes with its last sandbox.
   */
  async remove(reference: string, { force }: { readonly force: boolean }, task: Task): Promise<void> {
    const image = await this.find(reference)
    if (!image) throw new AppError('IMAGE_NOT_FOUND', { image: reference })
    const removed = isImageId(reference) ? image.references : [qualifyReference(reference)]
    const isLast = image.references.every((name) => removed.includes(name))
    const user = (await this.#options.users()).get(image.id)
    if (isLast && user !== undefined && !force) throw new AppError('IMAGE_IN_USE', { image: reference, name: user })
    await this.#changeReferences(task, (known) => Object.fromEntries(Object.entries(known).filter(([name]) => !removed.includes(name))))
    if (isLast && user === undefined) await this.#files.remove(image.id)
  }

  /** Images that no sandbox stands on and that were not used just now, the longest unused first. */
  async unused(): Promise<CachedImage[]> {
    const users = await this.#options.users()
    const until = this.#options.clock.now() - freshMs
    const images = (await this.list()).filter(({ id, lastUsedAt }) => !users.has(id) && Date.parse(lastUsedAt) < until)
    return images.sort((a, b) => a.lastUsedAt.localeCompare(b.lastUsedAt))
  }

  /** Removes the unused ones and what killed processes and older versions left. Returns the bytes that became free. */
  async prune(task: Task): Promise<{ readonly removed: readonly CachedImage[]; readonly freedBytes: number }> {
    const removed = await this.unused()
    const ids = new Set(removed.map(({ id }) => id))
    await this.#changeReferences(task, (known) => Object.fromEntries(Object.entries(known).filter(([, id]) => !ids.has(id))))
    let freedBytes = 0
    for (const { id, sizeBytes } of removed) {
      task.signal.throwIfAborted()
      await this.#files.remove(id)
      freedBytes += sizeBytes
    }
    for (const name of await this.#files.strays()) {
      const path = join(this.#options.directory, name)
      freedBytes += (await stat(path).catch(() => null))?.size ?? 0
      await rm(path, { force: true })
    }
    return { removed, freedBytes }
  }

  /** A private directory on the cache's disk, for what a source must keep while it is read. */
  async withWorkDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
    try {
      await this.#files.prepare()
      return await withWorkDirectory(this.#options.directory, work)
    } catch (error) {
      throw this.toFailure(error)
    }
  }

  /** What the disk says, in the product's words. */
  toFailure(error: unknown): unknown {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    if (error instanceof AppError || typeof code !== 'string') return error
    if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('DISK_FULL', { where: this.#options.directory }, { cause: error })
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new AppError('PERMISSION_DENIED', { what: this.#options.directory, detail: code }, { cause: error })
    return error
  }

  async #convert(image: StoredImage, title: string, task: Task): Promise<void> {
    const { directory, clock, limits = defaultLimits } = this.#options
    await withWorkDirectory(directory, async (workDirectory) => {
      const file = join(workDirectory, 'image.sqfs')
      const converted = await convertImage(image, file, { image: title, workDirectory, limits }, task)
      await rename(file, this.#files.image(image.id))
      const { settings, labels, createdAt } = image.config
      await this.#files.write({ id: image.id, ...converted, ...(createdAt !== undefined && { createdAt }), storedAt: new Date(clock.now()).toISOString(), repoDigests: image.repoDigests ?? [], labels, settings })
    })
  }

  /** The same image under another name, or first from an engine and now from its registry. */
  async #addDigests({ repoDigests = [], ...record }: ImageRecord, more: readonly string[]): Promise<void> {
    const all = new Set([...repoDigests, ...more])
    if (all.size > repoDigests.length) await this.#files.write({ ...record, repoDigests: [...all] })
  }

  async #name(id: string, references: readonly string[], task: Task): Promise<void> {
    if (references.length === 0) return
    await this.#changeReferences(task, (known) => ({ ...known, ...Object.fromEntries(references.map((reference) => [qualifyReference(reference), id])) }))
  }

  async #changeReferences(task: Task, change: (known: Readonly<Record<string, string>>) => Record<string, string>): Promise<void> {
    const { directory, clock } = this.#options
    await this.#files.prepare()
    await withLock(directory, 'references', clock, task, async () => {
      const known = await this.#files.references()
      const changed = change(known)
      if (JSON.stringify(known) !== JSON.stringify(changed)) await this.#files.writeReferences(changed)
    })
  }

  async #toCached(record: ImageRecord, references: Readonly<Record<string, string>>): Promise<CachedImage> {
    const { id, repoDigests = [], labels = {}, sizeBytes, createdAt, settings, skippedDevices } = record
    const { stopSignal, ...rest } = settings
    return {
      id,
      file: this.#files.image(id),
      references: Object.entries(references).flatMap(([name, meant]) => (meant === id ? [name] : [])),
      repoDigests,
      labels,
      sizeBytes,
      ...(createdAt !== undefined && { createdAt }),
      lastUsedAt: (await this.#files.lastUsedAt(id)).toISOString(),
      settings: { ...rest, ...(stopSignal !== undefined && { stopSignal }) },
      skippedDevices
    }
  }
}

function toId(reference: string): string {
  return reference.startsWith('sha256:') ? reference : `sha256:${reference}`
}

function toName(id: string): string {
  return id.replace(/^sha256:/, '')
}

function raise(error: Error): never {
  throw error
}
