import { createHash } from 'node:crypto'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'

interface Blob {
  readonly type: string
  readonly bytes: Buffer
}

export interface RegistryBehaviour {
  /** Ends the connection in the middle of every layer. */
  cutsLayers: boolean
  /** Asks for this login. */
  login: { readonly username: string; readonly password: string } | null
  /** Time between the pieces of a layer, so that a pull can be caught in the middle. */
  pauseMs: number
}

/** A registry of one image, `box:1`, on 127.0.0.1, which Docker takes without TLS. */
export class FakeRegistry {
  readonly behaviour: RegistryBehaviour = { cutsLayers: false, login: null, pauseMs: 0 }
  readonly #server: Server
  readonly #blobs: ReadonlyMap<string, Blob>
  readonly #manifest: Blob

  private constructor(blobs: ReadonlyMap<string, Blob>, manifest: Blob) {
    this.#blobs = blobs
    this.#manifest = manifest
    this.#server = createServer((request, response) => void this.#answer(request.url ?? '', request.headers.authorization, response))
  }

  static async open(): Promise<FakeRegistry> {
    const layer = await createLayer()
    const config = toBlob('application/vnd.docker.container.image.v1+json', JSON.stringify({ architecture: 'amd64', os: 'linux', config: {}, rootfs: { type: 'layers', diff_ids: [toDigest(layer.tar)] }, history: [{}] }))
    const gzipped = toBlob('application/vnd.docker.image.rootfs.diff.tar.gzip', gzipSync(layer.tar, { level: 0 }))
    const describe = ({ type, bytes }: Blob) => ({ mediaType: type, size: bytes.length, digest: toDigest(bytes) })
    const manifestType = 'application/vnd.docker.distribution.manifest.v2+json'
    const manifest = toBlob(manifestType, JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config: describe(config), layers: [describe(gzipped)] }))
    const registry = new FakeRegistry(new Map([config, gzipped].map((blob) => [toDigest(blob.bytes), blob])), manifest)
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve))
    return registry
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(url: string, authorization: string | undefined, response: ServerResponse): Promise<void> {
    const { login } = this.behaviour
    if (login && authorization !== `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="test"', 'Content-Type': 'application/json' })
      response.end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: 'authentication required' }] }))
      return
    }
    if (/^\/v2\/?$/.test(url)) return void response.writeHead(200).end('{}')
    const blob = /^\/v2\/box\/manifests\/(1|sha256:\w+)$/.test(url) ? this.#manifest : this.#blobs.get(/^\/v2\/box\/blobs\/(.+)$/.exec(url)?.[1] ?? '')
    if (!blob) {
      response.writeHead(404, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] }))
      return
    }
    await this.#send(blob, response)
  }

  async #send({ type, bytes }: Blob, response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'Content-Type': type, 'Content-Length': bytes.length, 'Docker-Content-Digest': toDigest(bytes) })
    const isLayer = type.includes('rootfs')
    for (let at = 0; at < bytes.length; at += pieceBytes) {
      if (isLayer && this.behaviour.cutsLayers && at > bytes.length / 2) return void response.destroy()
      response.write(bytes.subarray(at, at + pieceBytes))
      if (isLayer && this.behaviour.pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, this.behaviour.pauseMs))
    }
    response.end()
  }
}

const pieceBytes = 256 * 1024

async function createLayer(): Promise<{ tar: Buffer }> {
  const body = Buffer.alloc(4 * 1024 * 1024, 'x')
  return { tar: Buffer.from(await packTar([{ header: { name: 'data', size: body.length, type: 'file', mode: 0o644 }, body }])) }
}

function toBlob(type: string, content: string | Buffer): Blob {
  return { type, bytes: Buffer.from(content) }
}

function toDigest(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
