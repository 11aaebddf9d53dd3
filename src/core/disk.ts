import type { BackendKind } from '#contract/backend-kind'
import type { BackendDisk, DiskUsage } from '#contract/disk'
import type { Task } from '#contract/progress'
import { onEach } from './on-each'
import { listReady } from './images'
import type { Engine } from './ports/engine'
import type { EngineDisk } from './ports/engine-powers'
import type { SandboxRecord } from './records'
import type { SandboxContext } from './sandboxes/context'

/** What every ready backend keeps on disk. One that cannot say does not keep the others from it. */
export async function readDiskUsage(context: SandboxContext, task: Task): Promise<DiskUsage> {
  const { sandboxes } = await (await context.metadata()).read()
  const kinds = await listReady(context, task)
  const read = (kind: BackendKind): Promise<BackendDisk> => readBackend(context, kind, Object.values(sandboxes).filter(({ backend }) => backend === kind), task)
  const { done, failed } = await onEach(kinds, task, read)
  return { backends: done, failed }
}

async function readBackend(context: SandboxContext, kind: BackendKind, records: readonly SandboxRecord[], task: Task): Promise<BackendDisk> {
  const engine = await context.registry.open(kind, task)
  return toBackendDisk(kind, await askEngine(engine, task), records)
}

/** An engine that does not tell of its disk still lists its images. */
async function askEngine(engine: Engine, task: Task): Promise<EngineDisk> {
  if (engine.disk) return await engine.disk.usage(task)
  const images = (await engine.images?.list(task)) ?? []
  return { totalBytes: null, images: images.map(({ id, sizeBytes }) => ({ id, sizeBytes, containers: 1 })), objects: [], cacheBytes: null }
}

function toBackendDisk(backend: BackendKind, disk: EngineDisk, records: readonly SandboxRecord[]): BackendDisk {
  const sizes = new Map(disk.objects.map(({ objectId, sizeBytes }) => [objectId, sizeBytes]))
  const own = new Set(records.map(({ objectId }) => objectId))
  return {
    backend,
    totalBytes: disk.totalBytes,
    imagesBytes: sum(disk.images.map(({ sizeBytes }) => sizeBytes)),
    unusedImagesBytes: sum(disk.images.filter(({ containers }) => containers === 0).map(({ sizeBytes }) => sizeBytes)),
    sandboxes: records.map(({ id, name, objectId }) => ({ id, name, bytes: (objectId === null ? null : sizes.get(objectId)) ?? null })),
    foreignBytes: sum(disk.objects.filter(({ objectId }) => !own.has(objectId)).map(({ sizeBytes }) => sizeBytes ?? 0)),
    cacheBytes: disk.cacheBytes
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
