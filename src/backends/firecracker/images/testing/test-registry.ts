import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { sha256, type TestImage } from './make-image'

interface Stored {
  readonly type: string
  readonly bytes: Buffer
}

export interface TestRegistryBehaviour {
  /** `bearer` sends to a token server of its own, `basic` wants the login at once. */
  auth: 'none' | 'basic' | 'bearer'
  readonly login: { readonly username: string; readonly password: string }
  /** Where the token server is said to be; default: here. */
  realm: string | null
  /** Layers are answered by a redirect to another server, as registries with a content network do. */
  redirectsTo: string | null
  /** How often the connection of a layer is cut after half of what is left. */
  cuts: number
  /** Whether ranges are understood. */
  resumes: boolean
  /** Sends other bytes of the same length. */
  corrupts: 'nothing' | 'layer' | 'config' | 'manifest'
  /** Never answers a layer. */
  hangs: boolean
  /** Status of the next requests for layers. */
  readonly failures: number[]
}

/** A registry with images in it, on this machine. Asked for what it was not given, it says 404 as registries do. */
export class TestRegistry {
  readonly behaviour: TestRegistryBehaviour = { auth: 'none', login: { username: 'ada', password: 'secret' }, realm: null, redirectsTo: null, cuts: 0, resumes: true, corrupts: 'nothing', hangs: false, failures: [] }
  /** `METHOD path`, with `range` and `authorization` when they were said. */
  readonly asked: string[] = []
  readonly #server: Server
  readonly #manifests = new Map<string, Stored>()
  readonly #blobs = new Map<string, Stored>()

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response))
  }

  static async open(): Promise<TestRegistry> {
    const registry = new TestRegistry()
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

  /** Under a tag, for one platform or, with `platforms`, in a list with others that lead nowhere. Returns the digest of what the tag names. */
  put(name: string, tag: string, image: TestImage, platforms: readonly string[] = []): string {
    const layers = image.layers.map(({ tar }) => gzipSync(tar))
    for (const bytes of [image.config, ...layers]) this.#blobs.set(`sha256:${sha256(bytes)}`, { type: 'application/octet-stream', bytes })
    const describe = (mediaType: string, bytes: Buffer): object => ({ mediaType, digest: `sha256:${sha256(bytes)}`, size: bytes.length })
    const manifest = { schemaVersion: 2, mediaType: 'application/vnd.docker.distribution.manifest.v2+json', config: describe('application/vnd.docker.container.image.v1+json', image.config), layers: layers.map((bytes) => describe('application/vnd.docker.image.rootfs.diff.tar.gzip', bytes)) }
    const own = this.putManifest(name, platforms.length > 0 ? null : tag, manifest)
    if (platforms.length === 0) return own
    const manifests = platforms.map((platform) => {
      const [os = '', architecture = ''] = platform.split('/')
      return { mediaType: manifest.mediaType, size: 1, digest: platform === 'linux/amd64' ? own : `sha256:${sha256(Buffer.from(platform))}`, platform: { os, architecture } }
    })
    return this.putManifest(name, tag, { schemaVersion: 2, mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json', manifests })
  }

  putManifest(name: string, tag: string | null, content: object): string {
    const bytes = Buffer.from(JSON.stringify(content))
    const digest = `sha256:${sha256(bytes)}`
    const stored = { type: 'mediaType' in content ? String(content.mediaType) : 'application/json', bytes }
    for (const version of [digest, ...(tag === null ? [] : [tag])]) this.#manifests.set(`${name}/${version}`, stored)
    return digest
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '', `http://${this.address}`)
    const { authorization, range } = request.headers
    this.asked.push([request.method, url.pathname, range, authorization].filter(Boolean).join(' '))
    if (url.pathname === '/token') return this.#giveToken(url, request, response)
    if (!this.#isAllowed(url, authorization, response)) return undefined
    const [, name = '', kind, version = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(url.pathname) ?? []
    const stored = kind === 'manifests' ? this.#manifests.get(`${name}/${version}`) : this.#blobs.get(version)
    if (!stored) return void response.writeHead(404).end(JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] }))
    if (kind === 'manifests') return this.#send(this.#corrupted('manifest', stored), `sha256:${sha256(stored.bytes)}`, response)
    return stored.bytes[0] === 0x1f ? this.#sendLayer(version, stored, range, response) : this.#send(this.#corrupted('config', stored), version, response)
  }

  #isAllowed(url: URL, authorization: string | undefined, response: ServerResponse): boolean {
    const { auth, login, realm } = this.behaviour
    const scope = `repository:${url.pathname.split('/').slice(2, -2).join('/')}:pull`
    const expected = { none: authorization, basic: basicOf(login), bearer: `Bearer token-for-${scope}` }[auth]
    if (authorization === expected) return true
    const challenge = auth === 'basic' ? 'Basic realm="test"' : `Bearer realm="${realm ?? `http://${this.address}/token`}",service="test registry",scope="${scope}"`
    response.writeHead(401, { 'www-authenticate': challenge }).end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED' }] }))
    return false
  }

  #giveToken(url: URL, request: IncomingMessage, response: ServerResponse): void {
    if (request.method === 'POST') {
      let body = ''
      request.on('data', (piece) => (body += String(piece))).on('end', () => {
        const form = new URLSearchParams(body)
        if (form.get('refresh_token') !== 'identity') return void response.writeHead(401).end()
        return void response.end(JSON.stringify({ access_token: `token-for-${form.get('scope')}` }))
      })
      return undefined
    }
    if (request.headers.authorization !== undefined && request.headers.authorization !== basicOf(this.behaviour.login)) return void response.writeHead(401).end()
    return void response.end(JSON.stringify({ token: `token-for-${url.searchParams.get('scope')}` }))
  }

  #sendLayer(digest: string, stored: Stored, range: string | undefined, response: ServerResponse): void {
    const { redirectsTo, hangs, failures } = this.behaviour
    if (hangs) return undefined
    const failure = failures.shift()
    if (failure !== undefined) return void response.writeHead(failure, { 'retry-after': '77' }).end()
    if (redirectsTo !== null) return void response.writeHead(307, { location: `${redirectsTo}/v2/any/blobs/${digest}` }).end()
    const from = this.behaviour.resumes ? Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0) : 0
    const rest = this.#corrupted('layer', stored).bytes.subarray(from)
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length, 'content-type': stored.type })
    if (this.behaviour.cuts === 0) return void response.end(rest)
    this.behaviour.cuts--
    response.write(rest.subarray(0, Math.ceil(rest.length / 2)), () => setTimeout(() => response.destroy(), 20))
    return undefined
  }

  #send({ type, bytes }: Stored, digest: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': type, 'content-length': bytes.length, 'docker-content-digest': digest }).end(bytes)
  }

  #corrupted(what: TestRegistryBehaviour['corrupts'], stored: Stored): Stored {
    if (this.behaviour.corrupts !== what) return stored
    const bytes = Buffer.from(stored.bytes)
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    return { ...stored, bytes }
  }
}

function basicOf({ username, password }: TestRegistryBehaviour['login']): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}
