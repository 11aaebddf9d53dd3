import { z } from 'zod'

const digestSchema = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'only sha256 digests are known')

const descriptorSchema = z.object({
  mediaType: z.string(),
  digest: digestSchema,
  size: z.number().int().nonnegative(),
  platform: z.object({ os: z.string(), architecture: z.string(), variant: z.string().nullish() }).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
  /** Content that the registry does not hold. */
  urls: z.array(z.string()).nullish()
})
/** Where content is, and what it is. */
export type Descriptor = z.output<typeof descriptorSchema>

/** One image: Docker's schema 2 or OCI's, which are the same to us. */
export const manifestSchema = z.object({ schemaVersion: z.literal(2), mediaType: z.string().nullish(), config: descriptorSchema, layers: z.array(descriptorSchema) })

/** Images by platform: Docker's manifest list or OCI's index. */
export const indexSchema = z.object({ schemaVersion: z.literal(2), mediaType: z.string().nullish(), manifests: z.array(descriptorSchema) })

/**
 * The one for linux on this processor. Attestations say `unknown`; a manifest without a platform may be anything and is only
 * taken when it is the only one.
 */
export function choosePlatform(manifests: readonly Descriptor[], architecture: string): Descriptor | null {
  const fits = manifests.filter(({ platform }) => platform?.os === 'linux' && platform.architecture === architecture)
  const plain = fits.find(({ platform }) => !platform?.variant) ?? fits[0]
  if (plain) return plain
  const [only, ...others] = manifests
  return only && others.length === 0 && !only.platform ? only : null
}
