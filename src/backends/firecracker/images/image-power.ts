import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { EngineImage, ImagePower } from '#core/ports'
import { isImageId, shortenReference } from '../../registry/image-reference'
import { ImageCache, type CachedImage, type ImageCacheOptions } from './image-cache'
import { takeFromEngine, takeFromFile, type ImageExporter } from './image-sources'
import { takeFromRegistry, type RegistryOptions } from './registry/take-from-registry'

export interface FirecrackerImagesOptions extends ImageCacheOptions, RegistryOptions {
  /** Local engines that are ready and may have an image; asked each time it is needed. Never rejects. */
  readonly exporters: (task: Task) => Promise<readonly ImageExporter[]>
}

/** The images of the Firecracker backend: what the port asks for, and what the engine itself needs. */
export interface FirecrackerImages extends ImagePower {
  /** What a reference or id means here, without asking anybody; null when it is not here. */
  find(reference: string): Promise<CachedImage | null>
  /** Absolute path of an image's file system; null when it is not here. */
  fileOf(id: string): Promise<string | null>
}

/** Puts cache, registry, local engines and archives together. */
export function createImages(options: FirecrackerImagesOptions): FirecrackerImages {
  const cache = new ImageCache(options)
  return {
    find: (reference) => cache.find(reference),
    fileOf: async (id) => (await cache.find(id))?.file ?? null,
    ensure: async (reference, task) => toEngineImage((await cache.find(reference)) ?? (await take(cache, reference, ['engines', 'registry'], options, task))),
    pull: async (reference, task) => toEngineImage(await take(cache, reference, ['registry', 'engines'], options, task)),
    list: async () => (await cache.list()).map(toEngineImage),
    remove: (reference, choice, task) => cache.remove(reference, choice, task),
    load: async (file, task) => (await takeFromFile(cache, file, options.architecture, task)).map(toEngineImage),
    prune: async (task) => {
      const { removed, freedBytes } = await cache.prune(task)
      return { removed: removed.map(toEngineImage), freedBytes }
    }
  }
}

type Source = 'engines' | 'registry'

/**
 * Asks one source after the other. What the registry said is what a person is told: that a local engine does not have it
 * either is no news.
 */
async function take(cache: ImageCache, reference: string, sources: readonly Source[], options: FirecrackerImagesOptions, task: Task): Promise<CachedImage> {
  let told: unknown = new AppError('IMAGE_NOT_FOUND', { image: reference })
  for (const source of sources) {
    try {
      const taken = source === 'engines' ? await takeFromEngines(cache, reference, options, task) : await takeFromRegistryOnly(cache, reference, options, task)
      if (taken) return taken
    } catch (error) {
      if (!AppError.is(error, 'IMAGE_NOT_FOUND', 'IMAGE_ACCESS_DENIED', 'IMAGE_PULL_FAILED', 'ARCHIVE_REFUSED')) throw error
      if (source === 'registry' || !AppError.is(error, 'IMAGE_NOT_FOUND')) told = error
    }
  }
  throw toPullError(reference, told)
}

/** A local id is no name that a registry could know. */
async function takeFromRegistryOnly(cache: ImageCache, reference: string, options: FirecrackerImagesOptions, task: Task): Promise<CachedImage | null> {
  return isImageId(reference) ? null : await takeFromRegistry(cache, reference, options, task)
}

async function takeFromEngines(cache: ImageCache, reference: string, options: FirecrackerImagesOptions, task: Task): Promise<CachedImage | null> {
  for (const exporter of await options.exporters(task)) {
    try {
      return await takeFromEngine(cache, exporter, reference, options.architecture, task)
    } catch (error) {
      // One that does not have it, or is gone, is no reason not to ask the next.
      if (!AppError.is(error, 'IMAGE_NOT_FOUND', 'BACKEND_UNREACHABLE', 'BACKEND_NOT_READY', 'ENGINE_FAILED')) throw error
    }
  }
  return null
}

function toPullError(image: string, error: unknown): unknown {
  return AppError.is(error, 'ARCHIVE_REFUSED') ? new AppError('IMAGE_PULL_FAILED', { image, detail: String(error.params['detail'] ?? '') }, { cause: error }) : error
}

function toEngineImage({ id, references, repoDigests, labels, sizeBytes, createdAt }: CachedImage): EngineImage {
  return { id, references: references.map(shortenReference), repoDigests, labels, sizeBytes, ...(createdAt !== undefined && { createdAt }) }
}
