import { createHash } from 'node:crypto'
import { AppError } from '#contract/errors'
import { checkPlatform } from '../image-sources'
import { defaultLimits } from '../limits'
import { choosePlatform, indexSchema, manifestSchema, type Descriptor } from '../manifest'
import { parseImageConfig, parseJson, toDigest, type ImageConfig } from '../stored-image'
import type { RegistryClient } from './registry-client'

/** An image as its registry describes it, before its layers are fetched. */
export interface RegistryImage {
  readonly id: string
  /** `sha256:…` of what its name names: a manifest, or a list of them. */
  readonly digest: string
  readonly config: ImageConfig
  readonly layers: readonly Descriptor[]
}

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json'
]
const maxManifestBytes = 4 * 2 ** 20
const maxConfigBytes = 8 * 2 ** 20
/** A list of lists is allowed; one that goes on is an attack. */
const maxNesting = 3

/**
 * Finds the image for linux/`architecture` and reads its configuration. Every byte is checked against the digest it was
 * named by; a tag against what the registry says of it. Rejects as the client does, and with IMAGE_PULL_FAILED for an image that is
 * not for this machine or not understood.
 */
export async function resolveImage(client: RegistryClient, image: string, version: string, architecture: string): Promise<RegistryImage> {
  let wanted = version
  let digest: string | undefined
  for (let nesting = 0; nesting < maxNesting; nesting++) {
    const bytes = await readManifest(client, image, wanted)
    digest ??= toDigest(bytes)
    const content = parseJson(bytes)
    const manifest = manifestSchema.safeParse(content)
    if (manifest.success) return { digest, ...(await readConfig(client, image, manifest.data, architecture)) }
    const index = indexSchema.safeParse(content)
    if (!index.success) throw failed(image, 'its manifest is not understood: only schema 2 and OCI are')
    const chosen = choosePlatform(index.data.manifests, architecture)
    if (!chosen) throw failed(image, `it is not made for linux/${architecture}, only for ${listPlatforms(index.data.manifests)}`)
    wanted = chosen.digest
  }
  throw failed(image, 'its manifest is a list of lists')
}

async function readManifest(client: RegistryClient, image: string, version: string): Promise<Buffer> {
  const { bytes, headers } = await client.document(`manifests/${version}`, manifestTypes, maxManifestBytes)
  const announced = version.startsWith('sha256:') ? version : headers.get('docker-content-digest')
  if (announced?.startsWith('sha256:')) check(image, announced, bytes)
  return bytes
}

async function readConfig(client: RegistryClient, image: string, { config, layers }: { config: Descriptor; layers: readonly Descriptor[] }, architecture: string): Promise<Omit<RegistryImage, 'digest'>> {
  if (layers.length > defaultLimits.layers) throw failed(image, `it has more than ${defaultLimits.layers} layers`)
  if (layers.some(({ urls, mediaType }) => (urls?.length ?? 0) > 0 || /foreign|nondistributable/.test(mediaType))) throw failed(image, 'a layer of it is not in the registry')
  if (layers.reduce((sum, { size }) => sum + size, 0) > defaultLimits.totalBytes) throw failed(image, `it is larger than ${defaultLimits.totalBytes} bytes`)
  const { bytes } = await client.document(`blobs/${config.digest}`, ['*/*'], Math.min(maxConfigBytes, Math.max(config.size, 1)))
  check(image, config.digest, bytes)
  const parsed = parseImageConfig(bytes)
  checkPlatform(image, parsed, architecture)
  if (parsed.diffIds.length !== layers.length) throw failed(image, 'its configuration names another number of layers than its manifest')
  return { id: toDigest(bytes), config: parsed, layers }
}

function check(image: string, expected: string, bytes: Buffer): void {
  const found = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  if (found !== expected) throw failed(image, `the registry sent something else than it announced: expected ${expected}, found ${found}`)
}

function listPlatforms(manifests: readonly Descriptor[]): string {
  const names = manifests.flatMap(({ platform }) => (platform && platform.os !== 'unknown' ? [`${platform.os}/${platform.architecture}`] : []))
  return [...new Set(names)].join(', ') || 'nothing that it names'
}

function failed(image: string, detail: string): AppError {
  return new AppError('IMAGE_PULL_FAILED', { image, detail })
}
