import { z } from 'zod'
import { backendFailureSchema } from './backend-failure'
import { backendKindSchema } from './backend-kind'
import { call } from './method'
import { nothingSchema } from './reference'

/** What one backend keeps on disk. Sizes in bytes; layers that images share are counted with each of them, so parts may add up to more than the total. */
export const backendDiskSchema = z.object({
  backend: backendKindSchema,
  /** What the engine itself says it uses, ours and others'; null when it does not tell. */
  totalBytes: z.number().nullable(),
  imagesBytes: z.number(),
  /** Of images that no container uses. */
  unusedImagesBytes: z.number(),
  /** Each sandbox's own changes over its image, with its private volumes. Null where the engine does not tell. */
  sandboxes: z.array(z.object({ id: z.string(), name: z.string(), bytes: z.number().nullable() })),
  /** Containers of others. */
  foreignBytes: z.number(),
  /** Build cache; null where there is none. */
  cacheBytes: z.number().nullable()
})
export type BackendDisk = z.infer<typeof backendDiskSchema>

export const diskUsageSchema = z.object({
  backends: z.array(backendDiskSchema),
  /** Ready backends that could not say. */
  failed: z.array(backendFailureSchema)
})
export type DiskUsage = z.infer<typeof diskUsageSchema>

export const diskApi = {
  /** Asks every ready backend; engines with many images take seconds. */
  usage: call(nothingSchema, diskUsageSchema, { deadlineMs: 60_000 })
} as const
