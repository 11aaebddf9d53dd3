import { open, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Clock } from '#core/ports'
import { download, toRange, TooLarge, WrongContent } from '../../download/download'
import { ConnectionFailure } from '../../download/http'
import type { Descriptor } from '../manifest'
import { toShortId } from '../stored-image'
import type { Extent } from '../tar-index'
import type { RegistryClient } from './registry-client'

export interface LayerDownloadsOptions {
  readonly client: RegistryClient
  readonly image: string
  readonly layers: readonly Descriptor[]
  /** Private; the layers lie in it afterwards. */
  readonly directory: string
  readonly clock: Clock
}

/** Layers that are fetched at the same time. */
const atOnce = 3

/** The layers of one image on their way here. Nothing is fetched before the first is asked for; then all are, a few at once. */
export class LayerDownloads {
  readonly #options: LayerDownloadsOptions
  readonly #task: Task
  readonly #states: { id: string; state: string; done: number; total: number }[]
  readonly #files: FileHandle[] = []
  #started: Map<string, Promise<Extent>> | null = null

  constructor(options: LayerDownloadsOptions, task: Task) {
    this.#options = options
    this.#task = task
    this.#states = options.layers.map(({ digest, size }) => ({ id: toShortId(digest), state: 'waiting', done: 0, total: size }))
  }

  async stored(index: number): Promise<Extent> {
    this.#started ??= this.#start()
    const found = this.#started.get(this.#options.layers[index]?.digest ?? '')
    if (!found) throw new RangeError(`no layer ${index}`)
    return await found
  }

  /** Waits until nothing is under way and closes what was opened; whoever calls it has aborted the task or has all layers. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#started?.values() ?? [])
    await Promise.all(this.#files.map((file) => file.close()))
  }

  /** An image may name one layer twice. */
  #start(): Map<string, Promise<Extent>> {
    const lanes: Promise<unknown>[] = Array.from({ length: atOnce }, () => Promise.resolve())
    const started = new Map<string, Promise<Extent>>()
    for (const [index, layer] of this.#options.layers.entries()) {
      if (started.has(layer.digest)) continue
      const lane = started.size % atOnce
      const fetched = (lanes[lane] ?? Promise.resolve()).then(() => this.#fetch(layer, index))
      // Whoever awaits it learns of the failure; the next in its lane fails by the same cause or succeeds.
      lanes[lane] = fetched.catch(() => undefined)
      started.set(layer.digest, fetched)
    }
    return started
  }

  async #fetch({ digest, size }: Descriptor, index: number): Promise<Extent> {
    const { client, directory, clock } = this.#options
    const into = join(directory, `${digest.slice(7)}.blob`)
    const { signal } = this.#task
    signal.throwIfAborted()
    const openFrom = async (from: number): Promise<{ from: number; pieces: AsyncGenerator<Buffer> }> => {
      const answer = await client.get(`blobs/${digest}`, toRange(from))
      return { from: answer.status === 206 ? from : 0, pieces: answer.pieces }
    }
    this.#report(index, 'downloading', 0)
    try {
      await download({ into, sha256: digest.slice(7), sizeBytes: size, maxBytes: size, open: openFrom }, { clock, signal, onBytes: (done) => this.#report(index, 'downloading', done) })
    } catch (error) {
      throw this.#toError(error, client)
    }
    this.#report(index, 'downloaded', size)
    const file = await open(into, 'r')
    this.#files.push(file)
    return { file, offset: 0, sizeBytes: size }
  }

  #toError(error: unknown, client: RegistryClient): unknown {
    const { image } = this.#options
    if (error instanceof WrongContent) return new AppError('IMAGE_PULL_FAILED', { image, detail: `the registry sent something else than it announced: ${error.message}` }, { cause: error })
    if (error instanceof ConnectionFailure || error instanceof TooLarge) return new AppError('IMAGE_PULL_FAILED', { image, detail: error.message }, { cause: error })
    return client.toPullError(error)
  }

  #report(index: number, state: string, done: number): void {
    const layer = this.#states[index]
    if (layer) Object.assign(layer, { state, done })
    const total = this.#states.reduce((sum, each) => sum + each.total, 0)
    const all = this.#states.reduce((sum, each) => sum + each.done, 0)
    this.#task.progress({ step: 'pull', text: { key: 'progress.pulling', params: { image: this.#options.image } }, done: all, total, parts: this.#states.map((each) => ({ ...each })) })
  }
}
