import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Task } from '#contract/progress'
import { testClock } from '../../../engine-api/testing/real-engines'
import { ImageCache } from '../image-cache'
import { defaultLimits } from '../limits'
import { makeTar, type RawEntry } from './make-tar'

export interface TestImage {
  readonly config: Buffer
  readonly id: string
  readonly layers: readonly { readonly tar: Buffer; readonly diffId: string }[]
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

export function makeImage(layers: readonly (readonly RawEntry[])[], settings: Readonly<Record<string, unknown>> = {}, platform = { os: 'linux', architecture: 'amd64' }): TestImage {
  const tars = layers.map((entries) => makeTar(entries)).map((tar) => ({ tar, diffId: `sha256:${sha256(tar)}` }))
  const config = Buffer.from(JSON.stringify({ ...platform, created: '2024-01-01T00:00:00Z', config: settings, rootfs: { type: 'layers', diff_ids: tars.map(({ diffId }) => diffId) }, history: tars.map(() => ({})) }))
  return { config, id: `sha256:${sha256(config)}`, layers: tars }
}

/** As `docker save` writes it. */
export function toDockerArchive(image: TestImage, references: readonly string[], changes: Readonly<Record<string, Buffer>> = {}): Buffer {
  const names = image.layers.map((_, index) => `${index}/layer.tar`)
  const configName = `${image.id.slice(7)}.json`
  const files: Record<string, Buffer> = {
    'manifest.json': Buffer.from(JSON.stringify([{ Config: configName, RepoTags: references, Layers: names }])),
    [configName]: image.config,
    ...Object.fromEntries(image.layers.map(({ tar }, index) => [names[index] ?? '', tar])),
    ...changes
  }
  return makeTar(Object.entries(files).map(([name, body]) => ({ name, body })))
}

/** As an OCI layout in a tar, layers packed with gzip, the index in an index. */
export function toLayoutArchive(image: TestImage, reference: string, platform = { os: 'linux', architecture: 'amd64' }): Buffer {
  const packed = image.layers.map(({ tar }) => gzipSync(tar))
  const describe = (mediaType: string, bytes: Buffer, more = {}): object => ({ mediaType, digest: `sha256:${sha256(bytes)}`, size: bytes.length, ...more })
  const manifest = Buffer.from(
    JSON.stringify({ schemaVersion: 2, config: describe('application/vnd.oci.image.config.v1+json', image.config), layers: packed.map((bytes) => describe('application/vnd.oci.image.layer.v1.tar+gzip', bytes)) })
  )
  const other = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: `sha256:${'0'.repeat(64)}`, size: 1, platform: { os: 'unknown', architecture: 'unknown' } }
  const inner = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [other, describe('application/vnd.oci.image.manifest.v1+json', manifest, { platform })] }))
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [describe('application/vnd.oci.image.index.v1+json', inner, { annotations: { 'io.containerd.image.name': reference } })] }))
  const blobs = [image.config, manifest, inner, ...packed].map((bytes) => ({ name: `blobs/sha256/${sha256(bytes)}`, body: bytes }))
  return makeTar([{ name: 'oci-layout', body: '{"imageLayoutVersion":"1.0.0"}' }, { name: 'index.json', body: index }, ...blobs])
}

export function openCache(directory: string, changes: Partial<ConstructorParameters<typeof ImageCache>[0]> = {}): ImageCache {
  return new ImageCache({ directory, clock: testClock, users: () => Promise.resolve(new Map()), limits: defaultLimits, ...changes })
}

export const quietTask = (signal: AbortSignal = new AbortController().signal): Task => ({ signal, progress: () => {} })
