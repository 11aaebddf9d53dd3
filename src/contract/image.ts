import { z } from 'zod'
import { backendFailureSchema } from './backend-failure'
import { backendKindSchema, type BackendKind } from './backend-kind'
import { imageLabelsSchema } from './image-origin'
import { call, job } from './method'
import { doneSchema } from './reference'
import { imageReferenceSchema } from './spec'

export const imageViewSchema = z.object({
  backend: backendKindSchema,
  /** The engine's own id (a digest). */
  id: z.string(),
  /** Tags; empty for a dangling image. */
  references: z.array(z.string()),
  /** `repository@sha256:…` under which registries have it; empty for one that was built here. */
  repoDigests: z.array(z.string()),
  labels: imageLabelsSchema,
  sizeBytes: z.number(),
  createdAt: z.iso.datetime().optional(),
  /** Names of our sandboxes that were made of it, or would be if they were made anew: their image's name means it by now. */
  usedBy: z.array(z.string())
})
export type ImageView = z.infer<typeof imageViewSchema>

/** Local images, with the ready backends that could not tell theirs: one that fails never hides the others'. */
export const imageListSchema = z.object({ images: z.array(imageViewSchema), failed: z.array(backendFailureSchema) })
export type ImageList = z.infer<typeof imageListSchema>

/** The one that takes images from an archive; the engines have commands of their own for that. */
export const archiveBackend: BackendKind = 'firecracker'

const optionalBackend = z.object({ backend: backendKindSchema.optional() }).strict()

/** `dangling`: images without a name. `unused`: also every image that no container uses, ours or another's. */
export const pruneScopeSchema = z.enum(['dangling', 'unused'])

export const prunePlanSchema = z.object({
  images: z.array(imageViewSchema),
  /** Build caches that would be emptied. */
  caches: z.array(z.object({ backend: backendKindSchema, bytes: z.number() })),
  /** At most: layers that other images share stay. */
  bytes: z.number(),
  /** Ready backends that could not say. */
  failed: z.array(backendFailureSchema)
})
export type PrunePlan = z.infer<typeof prunePlanSchema>

export const pruneResultSchema = z.object({
  removed: z.int(),
  /** Measured where the engine tells, else added up. */
  freedBytes: z.number(),
  /** What stayed, with why; without `id`: a whole backend, or its cache. */
  failed: z.array(backendFailureSchema.extend({ id: z.string().optional() }))
})
export type PruneResult = z.infer<typeof pruneResultSchema>

const imageOfBackend = z.object({ backend: backendKindSchema, id: z.string().min(1).max(256) })

export const imagesApi = {
  /** Newest first. A backend that is named has to be ready and to tell. */
  list: call(optionalBackend, imageListSchema, { errors: ['BACKEND_NOT_READY', 'NOT_SUPPORTED'] }),
  pull: job(z.object({ image: imageReferenceSchema, backend: backendKindSchema.optional() }).strict(), imageViewSchema, [
    'IMAGE_NOT_FOUND', 'IMAGE_PULL_FAILED', 'IMAGE_ACCESS_DENIED', 'BACKEND_NOT_READY', 'NO_BACKEND_READY', 'DISK_FULL'
  ]),
  /** Takes the images of an archive on this machine, of `docker save` or an OCI layout, packed with gzip or not. `file`: absolute path, or a handle where the window asks. */
  load: job(z.object({ file: z.string().min(1).max(4096), backend: backendKindSchema.optional() }).strict(), z.array(imageViewSchema), [
    'NOT_SUPPORTED', 'FILE_NOT_FOUND', 'ARCHIVE_REFUSED', 'IMAGE_PULL_FAILED', 'BACKEND_NOT_READY', 'NO_BACKEND_READY', 'DISK_FULL', 'PERMISSION_DENIED'
  ]),
  remove: call(z.object({ image: z.string().min(1).max(256), backend: backendKindSchema.optional(), force: z.boolean().optional() }).strict(), doneSchema, {
    errors: ['IMAGE_NOT_LOCAL', 'IMAGE_IN_USE', 'BACKEND_NOT_READY']
  }),
  /** What `prune` would take away; changes nothing. Without `backend`: on every ready one that can say. `withCaches`: default true. */
  planPrune: call(optionalBackend.extend({ scope: pruneScopeSchema, withCaches: z.boolean().optional() }), prunePlanSchema, { errors: ['BACKEND_NOT_READY'], deadlineMs: 60_000 }),
  /** Removes what a plan named. An image that got used meanwhile stays; nothing that fails keeps the rest from its turn. */
  prune: job(z.object({ images: z.array(imageOfBackend).max(10_000), caches: z.array(backendKindSchema).max(8) }).strict(), pruneResultSchema, [])
} as const
