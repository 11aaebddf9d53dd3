import type { BackendKind } from '#contract/backend-kind'
import { AppError } from '#contract/errors'
import type { PrunePlan, PruneResult } from '#contract/image'
import type { Task } from '#contract/progress'
import { imagesOf, listReady, requireImages } from './images'
import { onEach } from './on-each'
import type { Engine } from './ports/engine'
import type { SandboxContext } from './sandboxes/context'

export interface PruneChoice {
  readonly backend?: BackendKind | undefined
  readonly scope: 'dangling' | 'unused'
  readonly withCaches?: boolean | undefined
}

type BackendPlan = Pick<PrunePlan, 'images' | 'caches'>

/** What pruning would take away. Images of our records stay, also where the record's container is gone: it may be made again. */
export async function planPrune(context: SandboxContext, choice: PruneChoice, task: Task): Promise<PrunePlan> {
  const plan = (kind: BackendKind): Promise<BackendPlan> => planBackend(context, kind, choice, task)
  const { done, failed } = choice.backend ? { done: [await plan(choice.backend)], failed: [] } : await onEach(await listReady(context, task), task, plan)
  const images = done.flatMap((each) => each.images)
  const caches = done.flatMap((each) => each.caches)
  return { images, caches, bytes: sum([...images.map(({ sizeBytes }) => sizeBytes), ...caches.map(({ bytes }) => bytes)]), failed }
}

async function planBackend(context: SandboxContext, kind: BackendKind, { scope, withCaches = true }: PruneChoice, task: Task): Promise<BackendPlan> {
  const engine = await context.registry.open(kind, task)
  if (!engine.images) return { images: [], caches: [] }
  const [views, disk] = await Promise.all([imagesOf(context, kind, task), engine.disk?.usage(task)])
  const inUse = new Set(disk?.images.filter(({ containers }) => containers > 0).map(({ id }) => id))
  const images = views.filter(({ id, usedBy, references }) => usedBy.length === 0 && !inUse.has(id) && (scope === 'unused' || references.length === 0))
  const hasCache = withCaches && engine.disk?.pruneCache !== undefined && (disk?.cacheBytes ?? 0) > 0
  return { images, caches: hasCache ? [{ backend: kind, bytes: disk?.cacheBytes ?? 0 }] : [] }
}

export interface PruneInput {
  readonly images: readonly { readonly backend: BackendKind; readonly id: string }[]
  readonly caches: readonly BackendKind[]
}

/** Removes what a plan named; never by force, so that an image that got used meanwhile stays. */
export async function prune(context: SandboxContext, input: PruneInput, task: Task): Promise<PruneResult> {
  const kinds = [...new Set([...input.images.map(({ backend }) => backend), ...input.caches])]
  let tried = 0
  const tell = (image: string): void =>
    task.progress({ step: 'prune', text: { key: 'progress.pruning', params: { image } }, done: tried++, total: input.images.length, unit: 'items' })
  const { done, failed } = await onEach(kinds, task, async (kind) => {
    const ids = input.images.filter(({ backend }) => backend === kind).map(({ id }) => id)
    return await pruneBackend(await context.registry.open(kind, task), { ids, withCache: input.caches.includes(kind), tell }, task)
  })
  return { removed: sum(done.map(({ removed }) => removed)), freedBytes: sum(done.map(({ freedBytes }) => freedBytes)), failed: [...done.flatMap((each) => each.failed), ...failed] }
}

interface BackendPrune {
  readonly ids: readonly string[]
  readonly withCache: boolean
  readonly tell: (image: string) => void
}

async function pruneBackend(engine: Engine, { ids, withCache, tell }: BackendPrune, task: Task): Promise<PruneResult> {
  const before = await measure(engine, task)
  const known = new Map((await requireImages(engine).list(task)).map((image) => [image.id, image]))
  const failed: PruneResult['failed'] = []
  const attempt = async (of: { id?: string }, work: () => Promise<number>): Promise<number> => {
    try {
      return await work()
    } catch (error) {
      if (task.signal.aborted) throw error
      failed.push({ backend: engine.info.kind, ...of, error: AppError.from(error).toData() })
      return 0
    }
  }
  let removed = 0
  let addedUp = 0
  for (const id of ids) {
    const { references = [], sizeBytes = 0 } = known.get(id) ?? {}
    tell(references[0] ?? id.slice(0, 19))
    addedUp += await attempt({ id }, async () => {
      await removeImage(engine, id, references, task)
      removed++
      return sizeBytes
    })
  }
  if (withCache) addedUp += await attempt({}, async () => (await engine.disk?.pruneCache?.(task)) ?? 0)
  const after = await measure(engine, task)
  return { removed, freedBytes: before !== null && after !== null ? Math.max(0, before - after) : addedUp, failed }
}

/** By its names: an id with several of them is not removed without force. */
async function removeImage(engine: Engine, id: string, references: readonly string[], task: Task): Promise<void> {
  const power = requireImages(engine)
  for (const name of references.length > 0 ? references : [id]) await power.remove(name, { force: false }, task)
}

async function measure(engine: Engine, task: Task): Promise<number | null> {
  return (await engine.disk?.usage(task))?.totalBytes ?? null
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
