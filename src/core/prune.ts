import type { BackendKind } from '#contract/backend-kind'
import { AppError, type ErrorData } from '#contract/errors'
import type { ImageView, PrunePlan } from '#contract/image'
import type { Task } from '#contract/progress'
import { listImages, listReady, requireImages } from './images'
import type { Engine } from './ports/engine'
import type { SandboxContext } from './sandboxes/context'

export interface PruneChoice {
  readonly backend?: BackendKind | undefined
  readonly scope: 'dangling' | 'unused'
  readonly withCaches?: boolean | undefined
}

/** What pruning would take away. Images of our records stay, also where the record's container is gone: it may be made again. */
export async function planPrune(context: SandboxContext, choice: PruneChoice, task: Task): Promise<PrunePlan> {
  const kinds = choice.backend ? [choice.backend] : await listReady(context, task)
  const plans = await Promise.all(kinds.map((kind) => planBackend(context, kind, choice, task)))
  const images = plans.flatMap((plan) => plan.images)
  const caches = plans.flatMap((plan) => plan.caches)
  return { images, caches, bytes: [...images.map(({ sizeBytes }) => sizeBytes), ...caches.map(({ bytes }) => bytes)].reduce((total, size) => total + size, 0) }
}

async function planBackend(context: SandboxContext, kind: BackendKind, { scope, withCaches = true }: PruneChoice, task: Task): Promise<{ images: ImageView[]; caches: PrunePlan['caches'] }> {
  const engine = await context.registry.open(kind, task)
  if (!engine.images) return { images: [], caches: [] }
  const [views, disk] = await Promise.all([listImages(context, kind, task), engine.disk?.usage(task)])
  const inUse = new Set(disk?.images.filter(({ containers }) => containers > 0).map(({ id }) => id))
  const images = views.filter(({ id, usedBy, references }) => usedBy.length === 0 && !inUse.has(id) && (scope === 'unused' || references.length === 0))
  const hasCache = withCaches && engine.disk?.pruneCache !== undefined && (disk?.cacheBytes ?? 0) > 0
  return { images, caches: hasCache ? [{ backend: kind, bytes: disk?.cacheBytes ?? 0 }] : [] }
}

export interface PruneResult {
  readonly removed: number
  readonly freedBytes: number
  readonly failed: { id: string; error: ErrorData }[]
}

/** Removes what a plan named; never by force, so that an image that got used meanwhile stays. */
export async function prune(context: SandboxContext, input: { images: readonly { backend: BackendKind; id: string }[]; caches: readonly BackendKind[] }, task: Task): Promise<PruneResult> {
  const kinds = [...new Set([...input.images.map(({ backend }) => backend), ...input.caches])]
  const results: PruneResult[] = []
  for (const kind of kinds) {
    const engine = await context.registry.open(kind, task)
    const ids = input.images.filter(({ backend }) => backend === kind).map(({ id }) => id)
    results.push(await pruneBackend(engine, ids, input.caches.includes(kind), task))
  }
  return {
    removed: results.reduce((total, { removed }) => total + removed, 0),
    freedBytes: results.reduce((total, { freedBytes }) => total + freedBytes, 0),
    failed: results.flatMap(({ failed }) => failed)
  }
}

async function pruneBackend(engine: Engine, ids: readonly string[], withCache: boolean, task: Task): Promise<PruneResult> {
  const power = requireImages(engine)
  const before = await measure(engine, task)
  const known = new Map((await power.list(task)).map((image) => [image.id, image]))
  const failed: PruneResult['failed'] = []
  let addedUp = 0
  for (const [index, id] of ids.entries()) {
    task.progress({ step: 'prune', text: { key: 'progress.pruning', params: { image: known.get(id)?.references[0] ?? id.slice(0, 19) } }, done: index, total: ids.length, unit: 'items' })
    try {
      await removeImage(engine, id, known.get(id)?.references ?? [], task)
      addedUp += known.get(id)?.sizeBytes ?? 0
    } catch (error) {
      if (task.signal.aborted) throw error
      failed.push({ id, error: AppError.from(error).toData() })
    }
  }
  const cacheBytes = withCache ? ((await engine.disk?.pruneCache?.(task)) ?? 0) : 0
  const after = await measure(engine, task)
  return { removed: ids.length - failed.length, freedBytes: before !== null && after !== null ? Math.max(0, before - after) : addedUp + cacheBytes, failed }
}

/** By its names: an id with several of them is not removed without force. */
async function removeImage(engine: Engine, id: string, references: readonly string[], task: Task): Promise<void> {
  const power = requireImages(engine)
  for (const name of references.length > 0 ? references : [id]) await power.remove(name, { force: false }, task)
}

async function measure(engine: Engine, task: Task): Promise<number | null> {
  return (await engine.disk?.usage(task))?.totalBytes ?? null
}
