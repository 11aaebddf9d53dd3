import { z } from 'zod'
import type { EngineImage } from '#core/ports'
import { toFamiliarReference } from './engine-object'
import { parseJsonOrNull } from './system-status'

/** An image, and what its configuration says of the machine it makes. */
export interface ImageInfo extends EngineImage {
  /** As the program names it. */
  readonly fullReference: string
  readonly labels: Readonly<Record<string, string>>
  readonly user: string | null
  /** True when the image's own settings or history show that a shell is in it; false says nothing. */
  readonly showsShell: boolean
}

const configSchema = z.looseObject({
  created: z.string().optional(),
  config: z.looseObject({ User: z.string().optional(), Labels: z.record(z.string(), z.string()).nullish(), Cmd: z.array(z.string()).nullish(), Entrypoint: z.array(z.string()).nullish() }).optional(),
  history: z.array(z.looseObject({ created_by: z.string().optional() })).nullish()
})

const variantSchema = z.looseObject({
  platform: z.looseObject({ os: z.string().optional(), architecture: z.string().optional() }).optional(),
  digest: z.string().optional(),
  size: z.number().optional(),
  config: configSchema.optional()
})

const imageSchema = z.looseObject({
  id: z.string().optional(),
  reference: z.string().optional(),
  name: z.string().optional(),
  descriptor: z.looseObject({ digest: z.string(), size: z.number().optional() }).optional(),
  configuration: z.looseObject({ name: z.string(), creationDate: z.string().optional(), descriptor: z.looseObject({ digest: z.string(), size: z.number().optional() }).optional() }).optional(),
  variants: z.array(variantSchema).default([])
})

/** The answer of `image list` and `image inspect` in the shapes of 0.x and 1.x. */
export function parseImages(stdout: string): ImageInfo[] {
  const listed = z.array(z.unknown()).safeParse(parseJsonOrNull(stdout))
  if (!listed.success) throw new SyntaxError(`not a list of images: ${stdout.slice(0, 200)}`)
  return listed.data.flatMap((entry) => {
    const parsed = imageSchema.safeParse(entry)
    return parsed.success ? [toInfo(parsed.data)] : []
  })
}

function toInfo(image: z.infer<typeof imageSchema>): ImageInfo {
  const fullReference = image.configuration?.name ?? image.reference ?? image.name ?? ''
  const descriptor = image.configuration?.descriptor ?? image.descriptor
  const variant = ownVariant(image.variants)
  const createdAt = toDate(image.configuration?.creationDate) ?? toDate(variant?.config?.created)
  const user = variant?.config?.config?.User ?? ''
  return {
    id: toDigest(image.id ?? descriptor?.digest ?? fullReference),
    references: [toFamiliarReference(fullReference)],
    fullReference,
    labels: variant?.config?.config?.Labels ?? {},
    sizeBytes: variant?.size ?? descriptor?.size ?? 0,
    ...(createdAt !== undefined && { createdAt }),
    user: user === '' || user === 'root' || user === '0' ? null : user,
    showsShell: variant?.config ? showsShell(variant.config) : false
  }
}

type Variant = z.infer<typeof variantSchema>

/** Attestations are listed as variants of an unknown platform. */
function ownVariant(variants: readonly Variant[]): Variant | undefined {
  const real = variants.filter(({ platform }) => platform?.os !== 'unknown')
  return real.find(({ platform }) => platform?.architecture === 'arm64') ?? real[0]
}

function toDigest(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? `sha256:${id}` : id
}

/** Dates of 1970 stand for none. */
function toDate(text: string | undefined): string | undefined {
  const ms = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(ms) || ms <= 0 ? undefined : new Date(ms).toISOString()
}

/** A script as entrypoint needs a shell too, but perhaps another; with bash comes sh. */
function showsShell({ config, history }: z.infer<typeof configSchema>): boolean {
  const words = [...(config?.Entrypoint ?? []), ...(config?.Cmd ?? [])]
  const ran = (history ?? []).some(({ created_by = '' }) => /^(RUN )?\/bin\/sh -c (?!#\(nop\))/.test(created_by))
  return ran || /^(\/bin\/)?(sh|ash|bash)$/.test(words[0] ?? '')
}
