import { posix } from 'node:path'
import { z } from 'zod'
import { AppError } from '#contract/errors'
import { refuse, type ImageLimits } from './limits'
import { choosePlatform, manifestSchema, indexSchema, type Descriptor } from './manifest'
import { parseImageConfig, parseJson, toDigest, toShortId, type StoredImage } from './stored-image'
import { indexTar, readExtent, type Extent } from './tar-index'
import { refuseDigest } from './unpack-layer'

/** An image in an archive, with the names it has there. */
export interface ArchivedImage extends StoredImage {
  readonly references: readonly string[]
}

const dockerManifestSchema = z.array(z.object({ Config: z.string(), RepoTags: z.array(z.string()).nullish(), Layers: z.array(z.string()) }))
const maxDocumentBytes = 8 * 2 ** 20
const maxLinks = 8

/**
 * The images in a tar of `docker save` or `podman save`, or in one of an OCI layout. Nothing is unpacked: layers are read where they
 * lie, so the file must stay open and as it is. Of an image for several platforms that of linux/`architecture` is taken.
 * Rejects with ARCHIVE_REFUSED.
 */
export async function openArchive(archive: Extent, architecture: string, limits: ImageLimits, signal: AbortSignal): Promise<ArchivedImage[]> {
  const members = await Members.read(archive, limits, signal)
  if (members.has('manifest.json')) return await openDockerArchive(members)
  if (members.has('index.json')) return await openLayout(members, architecture)
  throw new AppError('ARCHIVE_REFUSED', { detail: 'The file is no image: neither manifest.json nor index.json is in it.' })
}

async function openDockerArchive(members: Members): Promise<ArchivedImage[]> {
  const manifest = dockerManifestSchema.safeParse(parseJson(await members.document('manifest.json')))
  if (!manifest.success || manifest.data.length === 0) throw new AppError('ARCHIVE_REFUSED', { detail: 'manifest.json in the archive is not understood.' })
  return await Promise.all(
    manifest.data.map(async ({ Config, RepoTags, Layers }) => {
      const bytes = await members.document(Config)
      const named = /([0-9a-f]{64})(\.json)?$/.exec(Config)?.[1]
      if (named !== undefined && toDigest(bytes) !== `sha256:${named}`) refuseDigest(`sha256:${named}`, toDigest(bytes))
      return toArchived(bytes, Layers, RepoTags ?? [], members)
    })
  )
}

async function openLayout(members: Members, architecture: string): Promise<ArchivedImage[]> {
  const index = indexSchema.safeParse(parseJson(await members.document('index.json')))
  if (!index.success) throw new AppError('ARCHIVE_REFUSED', { detail: 'index.json in the archive is not understood.' })
  const images: ArchivedImage[] = []
  for (const descriptor of index.data.manifests) {
    const manifest = await members.manifest(descriptor, architecture)
    if (!manifest) continue
    const config = await members.blob(manifest.config)
    const { 'io.containerd.image.name': full, 'org.opencontainers.image.ref.name': short } = descriptor.annotations ?? {}
    const name = full ?? (short?.includes('/') || short?.includes(':') ? short : undefined)
    images.push(toArchived(config, manifest.layers.map(({ digest }) => toBlobName(digest)), name === undefined ? [] : [name], members))
  }
  if (images.length === 0) throw new AppError('ARCHIVE_REFUSED', { detail: `The archive has no image for linux/${architecture}.` })
  return images
}

function toArchived(config: Buffer, layers: readonly string[], references: readonly string[], members: Members): ArchivedImage {
  const parsed = parseImageConfig(config)
  if (parsed.diffIds.length !== layers.length) throw new AppError('ARCHIVE_REFUSED', { detail: 'The image names another number of layers than the archive has.' })
  const found = layers.map((name, index) => {
    const extent = members.find(name)
    const diffId = parsed.diffIds[index] ?? ''
    return { id: toShortId(diffId), diffId, stored: () => Promise.resolve(extent) }
  })
  return { id: toDigest(config), config: parsed, layers: found, references }
}

function toBlobName(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`
}

/** The files in an archive, by name. */
class Members {
  readonly #files: ReadonlyMap<string, Extent>
  readonly #links: ReadonlyMap<string, string>

  private constructor(files: ReadonlyMap<string, Extent>, links: ReadonlyMap<string, string>) {
    this.#files = files
    this.#links = links
  }

  static async read(archive: Extent, limits: ImageLimits, signal: AbortSignal): Promise<Members> {
    const files = new Map<string, Extent>()
    const links = new Map<string, string>()
    for await (const { name, type, linkTarget, content } of indexTar(archive, limits, signal)) {
      const place = posix.normalize(name)
      if (type === 'file') files.set(place, content)
      // Older Dockers store a layer that two images share once, and link to it.
      if (type === 'symlink') links.set(place, posix.normalize(posix.join(posix.dirname(place), linkTarget)))
      if (type === 'hardlink') links.set(place, posix.normalize(linkTarget))
    }
    return new Members(files, links)
  }

  has(name: string): boolean {
    return this.#files.has(name)
  }

  find(name: string): Extent {
    let place = posix.normalize(name)
    for (let followed = 0; followed < maxLinks && this.#links.has(place); followed++) place = this.#links.get(place) ?? place
    return this.#files.get(place) ?? refuse(name, 'is named in the archive and not in it')
  }

  async document(name: string): Promise<Buffer> {
    const extent = this.find(name)
    if (extent.sizeBytes > maxDocumentBytes) refuse(name, `is larger than ${maxDocumentBytes} bytes`)
    return await readExtent(extent)
  }

  async blob({ digest }: Descriptor): Promise<Buffer> {
    const bytes = await this.document(toBlobName(digest))
    if (toDigest(bytes) !== digest) refuseDigest(digest, toDigest(bytes))
    return bytes
  }

  /** The manifest that a descriptor leads to on this platform; null when it leads to none. */
  async manifest(descriptor: Descriptor, architecture: string): Promise<z.output<typeof manifestSchema> | null> {
    const content = parseJson(await this.blob(descriptor))
    const index = indexSchema.safeParse(content)
    if (index.success) {
      const chosen = choosePlatform(index.data.manifests, architecture)
      return chosen ? await this.manifest(chosen, architecture) : null
    }
    const manifest = manifestSchema.safeParse(content)
    return manifest.success ? manifest.data : null
  }
}
