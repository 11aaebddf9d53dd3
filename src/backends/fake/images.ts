import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Clock, EngineImage, ImagePower } from '#core/ports'

/** An image that the fake engine has or can pull. */
export interface FakeImage {
  readonly reference: string
  /** Only `true` and `sleep` in it: no shell, nothing that keeps a sandbox alive. */
  readonly isBare?: boolean
  readonly user?: string
  readonly workingDirectory?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly entrypoint?: readonly string[]
  readonly files?: Readonly<Record<string, string>>
  readonly sizeBytes?: number
  readonly repoDigests?: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
}

/** What the registry says to a pull. Layers come one after the other, each after `layerMs`. */
export type FakeRemoteImage =
  | { readonly outcome: 'pulled'; readonly image?: Partial<FakeImage>; readonly layers?: number; readonly layerMs?: number }
  | { readonly outcome: 'denied' }
  | { readonly outcome: 'cut'; readonly layers?: number; readonly layerMs?: number }
  | { readonly outcome: 'disk-full' }

export interface ImageStore {
  readonly images: Map<string, FakeImage>
  readonly registry: Map<string, FakeRemoteImage>
  readonly clock: Clock
  isUsed(reference: string): string | undefined
}

const bytesPerLayer = 1_000_000

export function createImagePower(store: ImageStore, guard: <T>(operation: string, task: Task, work: () => T | Promise<T>) => Promise<T>): ImagePower {
  const pull = (reference: string, task: Task): Promise<EngineImage> => guard('images.pull', task, () => pullImage(store, reference, task))
  return {
    ensure(reference, task) {
      const image = findImage(store.images, reference)
      return image ? guard('images.ensure', task, () => toEngineImage(image)) : pull(reference, task)
    },
    pull,
    list: (task) => guard('images.list', task, () => [...store.images.values()].map(toEngineImage)),
    remove: (reference, { force }, task) =>
      guard('images.remove', task, () => {
        const image = findImage(store.images, reference)
        if (!image) throw new AppError('IMAGE_NOT_FOUND', { image: reference })
        const user = store.isUsed(image.reference)
        if (user !== undefined && !force) throw new AppError('IMAGE_IN_USE', { image: reference, name: user })
        store.images.delete(image.reference)
      })
  }
}

/** By reference, by reference without `:latest`, or by id. */
export function findImage(images: ReadonlyMap<string, FakeImage>, reference: string): FakeImage | undefined {
  return images.get(reference) ?? images.get(`${reference}:latest`) ?? [...images.values()].find((image) => imageId(image) === reference)
}

function toEngineImage(image: FakeImage): EngineImage {
  const { reference, repoDigests = [], labels = {}, sizeBytes = bytesPerLayer } = image
  return { id: imageId(image), references: [reference], repoDigests, labels, sizeBytes, createdAt: '2026-01-01T00:00:00.000Z' }
}

export function imageId(image: FakeImage): string {
  const hex = [...new TextEncoder().encode(image.reference)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `sha256:${hex.padEnd(64, '0').slice(0, 64)}`
}

async function pullImage(store: ImageStore, reference: string, task: Task): Promise<EngineImage> {
  const remote = store.registry.get(reference)
  if (!remote) throw new AppError('IMAGE_NOT_FOUND', { image: reference })
  if (remote.outcome === 'denied') throw new AppError('IMAGE_ACCESS_DENIED', { image: reference, registry: 'registry.example', login: 'fake login' })
  if (remote.outcome === 'disk-full') throw new AppError('DISK_FULL', { where: 'the fake engine' })
  const layers = remote.layers ?? 2
  for (let layer = 0; layer < layers; layer++) {
    await store.clock.sleep(remote.layerMs ?? 0, task.signal)
    if (remote.outcome === 'cut' && layer === layers - 1) throw new AppError('IMAGE_PULL_FAILED', { image: reference, detail: 'unexpected EOF' })
    reportLayers(task, reference, layer + 1, layers)
  }
  const image: FakeImage = { ...(remote.outcome === 'pulled' ? remote.image : {}), reference }
  store.images.set(reference, image)
  return toEngineImage(image)
}

function reportLayers(task: Task, image: string, done: number, total: number): void {
  task.progress({
    step: 'pull',
    text: { key: 'progress.pulling', params: { image } },
    done: done * bytesPerLayer,
    total: total * bytesPerLayer,
    parts: Array.from({ length: total }, (_, layer) => ({ id: `layer${layer}`, state: layer < done ? 'done' : 'waiting', done: layer < done ? bytesPerLayer : 0, total: bytesPerLayer }))
  })
}
