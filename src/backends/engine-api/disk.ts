import { z } from 'zod'
import type { Task } from '#contract/progress'
import type { DiskPower, EngineDisk } from '#core/ports'
import type { EngineContext } from './context'
import { isStatus, toEngineFailed } from './errors'
import { toImageId } from './image-id'

const list = <S extends z.ZodType>(item: S) => z.array(item).nullish().transform((items) => items ?? [])

const answerSchema = z.object({
  LayersSize: z.number().default(0),
  Images: list(z.object({ Id: z.string(), Size: z.number().default(0), Containers: z.number().default(-1) })),
  Containers: list(
    z.object({
      Id: z.string(),
      ImageID: z.string().default(''),
      SizeRw: z.number().nullish(),
      Mounts: list(z.object({ Type: z.string().default(''), Name: z.string().default('') }))
    })
  ),
  Volumes: list(z.object({ Name: z.string(), UsageData: z.object({ Size: z.number() }).nullish() })),
  BuildCache: list(z.object({ Size: z.number().default(0), Shared: z.boolean().default(false) }))
})
type Answer = z.infer<typeof answerSchema>

/** What the engine keeps on disk, by its own count. */
export function createDiskPower(context: EngineContext): DiskPower {
  return {
    usage: (task) => readUsage(context, task),
    ...(context.quirks.hasBuildCache && { pruneCache: (task: Task) => pruneCache(context, task) })
  }
}

async function readUsage({ api, quirks }: EngineContext, task: Task): Promise<EngineDisk> {
  try {
    return toDisk(await api.json({ method: 'GET', path: '/system/df', signal: task.signal }, answerSchema), quirks.hasBuildCache)
  } catch (error) {
    throw toEngineFailed(api.info, error)
  }
}

function toDisk(answer: Answer, hasBuildCache: boolean): EngineDisk {
  const volumes = new Map(answer.Volumes.map(({ Name, UsageData }) => [Name, Math.max(0, UsageData?.Size ?? 0)]))
  const cacheBytes = answer.BuildCache.filter(({ Shared }) => !Shared).reduce((sum, { Size }) => sum + Size, 0)
  const objects = answer.Containers.map(({ Id, SizeRw, Mounts }) => {
    const own = Mounts.filter(({ Type }) => Type === 'volume').reduce((sum, { Name }) => sum + (volumes.get(Name) ?? 0), 0)
    return { objectId: Id, sizeBytes: (SizeRw ?? 0) + own }
  })
  const written = answer.Containers.reduce((sum, { SizeRw }) => sum + (SizeRw ?? 0), 0)
  // Podman answers 0 layers however many there are.
  const isCounted = answer.LayersSize > 0 || answer.Images.length === 0
  return {
    totalBytes: !isCounted ? null : answer.LayersSize + written + [...volumes.values()].reduce((sum, size) => sum + size, 0) + cacheBytes,
    images: answer.Images.map(({ Id, Size }) => ({ id: toImageId(Id), sizeBytes: Size, containers: countUsers(answer, Id) })),
    objects,
    cacheBytes: hasBuildCache ? cacheBytes : null
  }
}

/** Counted from the containers: engines leave their own count at -1, or count only running ones. */
function countUsers({ Containers }: Answer, image: string): number {
  return Containers.filter(({ ImageID }) => toImageId(ImageID) === toImageId(image)).length
}

async function pruneCache({ api }: EngineContext, task: Task): Promise<number> {
  try {
    const { SpaceReclaimed } = await api.json({ method: 'POST', path: '/build/prune', query: { all: true }, signal: task.signal }, z.object({ SpaceReclaimed: z.number().default(0) }))
    return SpaceReclaimed
  } catch (error) {
    if (isStatus(error, 404)) return 0
    throw toEngineFailed(api.info, error)
  }
}
