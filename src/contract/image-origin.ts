import { z } from 'zod'

const label = z.string().optional()

/** What an image says of itself in its labels `org.opencontainers.image.*`: nobody has checked it. One short line each. */
export const imageLabelsSchema = z.object({ source: label, version: label, revision: label, vendor: label, licenses: label })
export type ImageLabels = z.infer<typeof imageLabelsSchema>

/** Which image a sandbox was made of: what its name meant then, whatever it means by now. */
export const imageOriginSchema = z.object({
  /** The engine's own id for it (a digest). */
  id: z.string(),
  /** `repository@sha256:…` under which registries have it, as far as the engine knows; names exactly this image. */
  repoDigests: z.array(z.string()),
  /** When it was built, as it says. */
  builtAt: z.iso.datetime().optional(),
  labels: imageLabelsSchema
})
export type ImageOrigin = z.infer<typeof imageOriginSchema>
