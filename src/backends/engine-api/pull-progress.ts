import { z } from 'zod'
import type { Progress } from '#contract/progress'

export const pullMessageSchema = z.object({
  status: z.string().nullish(),
  id: z.string().nullish(),
  progressDetail: z.object({ current: z.number().nullish(), total: z.number().nullish() }).nullish(),
  error: z.string().nullish(),
  errorDetail: z.object({ message: z.string().nullish() }).nullish()
})
export type PullMessage = z.output<typeof pullMessageSchema>

interface Layer {
  readonly id: string
  state: string
  done?: number
  total?: number
}

/** States in which a layer has all its bytes. */
const complete = /^(download complete|verifying checksum|extracting|pull complete|already exists)$/i

/** Layers of one pull, as they come along. */
export class PullProgress {
  readonly #image: string
  readonly #layers = new Map<string, Layer>()

  constructor(image: string) {
    this.#image = image
  }

  take({ id, status, progressDetail }: PullMessage): Progress {
    if (id && status && !status.startsWith('Pulling from')) this.#takeLayer(id, status, progressDetail?.current ?? undefined, progressDetail?.total ?? undefined)
    return this.report()
  }

  report(): Progress {
    const parts = [...this.#layers.values()].map((layer) => ({ ...layer }))
    const sized = parts.filter((layer) => layer.total !== undefined)
    const total = sized.reduce((sum, layer) => sum + (layer.total ?? 0), 0)
    const done = sized.reduce((sum, layer) => sum + (layer.done ?? 0), 0)
    return { step: 'pull', text: { key: 'progress.pulling', params: { image: this.#image } }, ...(total > 0 && { done, total }), ...(parts.length > 0 && { parts }) }
  }

  #takeLayer(id: string, state: string, current: number | undefined, total: number | undefined): void {
    const layer = this.#layers.get(id) ?? { id, state }
    layer.state = state
    // Extracting counts from zero again: bytes that came stay counted.
    if (/^downloading$/i.test(state)) {
      if (total) layer.total = total
      if (current !== undefined) layer.done = Math.min(current, layer.total ?? current)
    } else if (complete.test(state) && layer.total !== undefined) {
      layer.done = layer.total
    }
    this.#layers.set(id, layer)
  }
}
