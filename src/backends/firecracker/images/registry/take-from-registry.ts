import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Clock } from '#core/ports'
import type { RegistryCredentials } from '../../../registry/credentials'
import { qualifyReference, toRepoDigest } from '../../../registry/image-reference'
import { ConnectionFailure } from '../../download/http'
import type { CachedImage, ImageCache } from '../image-cache'
import { LayerDownloads } from './layer-downloads'
import { RegistryClient } from './registry-client'
import { resolveImage } from './registry-image'
import { parseRepository } from './repository'

export interface RegistryOptions {
  readonly credentials: RegistryCredentials
  readonly clock: Clock
  /** In the registries' words: amd64. */
  readonly architecture: string
  /** Silence after which a registry counts as gone, in milliseconds. */
  readonly idleMs?: number
}

/**
 * Pulls an image and converts it; layers are laid over each other while later ones still come. What is here already is not fetched.
 * Rejects with IMAGE_NOT_FOUND, IMAGE_ACCESS_DENIED, IMAGE_PULL_FAILED or DISK_FULL, and leaves nothing behind.
 */
export async function takeFromRegistry(cache: ImageCache, reference: string, options: RegistryOptions, task: Task): Promise<CachedImage> {
  const repository = parseRepository(reference)
  if (!repository) throw new AppError('IMAGE_NOT_FOUND', { image: reference })
  const credential = await options.credentials.forImage(reference, task)
  const ended = new AbortController()
  const own: Task = { signal: AbortSignal.any([task.signal, ended.signal]), progress: task.progress }
  const client = new RegistryClient({ repository, image: reference, credential, signal: own.signal, ...(options.idleMs !== undefined && { idleMs: options.idleMs }) })
  task.progress({ step: 'pull', text: { key: 'progress.pulling', params: { image: reference } } })
  try {
    const image = await resolveImage(client, reference, repository.version, options.architecture)
    return await cache.withWorkDirectory(async (directory) => {
      const downloads = new LayerDownloads({ client, image: reference, layers: image.layers, directory, clock: options.clock }, own)
      try {
        const layers = image.layers.map(({ digest }, index) => ({ id: digest.slice(7, 19), diffId: image.config.diffIds[index] ?? '', stored: () => downloads.stored(index) }))
        return await cache.add({ id: image.id, config: image.config, layers, repoDigests: [toRepoDigest(reference, image.digest)] }, [qualifyReference(reference)], reference, task)
      } finally {
        ended.abort(new AppError('CANCELLED', { what: 'pull' }))
        await downloads.close()
      }
    })
  } catch (error) {
    throw error instanceof ConnectionFailure ? new AppError('IMAGE_PULL_FAILED', { image: reference, detail: error.message }, { cause: error }) : error
  }
}
