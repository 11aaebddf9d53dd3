import { z } from 'zod'
import { AppError } from '#contract/errors'
import type { RegistryCredential } from '../../../registry/credentials'
import { ask, ConnectionFailure, readBody, RefusedAddress, type HttpAnswer } from '../../download/http'
import { parseJson } from '../stored-image'
import { parseChallenge, type Challenge } from './challenge'
import type { Repository } from './repository'

const tokenSchema = z.object({ token: z.string().optional(), access_token: z.string().optional() })
const errorsSchema = z.object({ errors: z.array(z.object({ code: z.string().optional(), message: z.string().optional() })) })
const maxTokenBytes = 256 * 1024
const maxErrorBytes = 64 * 1024

export interface RegistryClientOptions {
  readonly repository: Repository
  /** As the person wrote it: for errors. */
  readonly image: string
  /** Null = ask anonymously. */
  readonly credential: RegistryCredential | null
  readonly signal: AbortSignal
  readonly idleMs?: number
}

/**
 * Reads one repository of a registry (the OCI distribution protocol). Logs in when it is asked to: with a token for this repository, or
 * with name and password where the registry knows only that. Statuses other than success reject with IMAGE_NOT_FOUND,
 * IMAGE_ACCESS_DENIED or IMAGE_PULL_FAILED; a connection that fails with ConnectionFailure.
 */
export class RegistryClient {
  readonly #options: RegistryClientOptions
  #authorization: string | null = null

  constructor(options: RegistryClientOptions) {
    this.#options = options
  }

  /** `path` below the repository: `manifests/…`, `blobs/…`. */
  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpAnswer> {
    const { repository, signal, idleMs } = this.#options
    const url = new URL(`/v2/${repository.name}/${path}`, repository.origin)
    for (let asked = 0; ; asked++) {
      const secret = this.#authorization
      const answer = await this.#ask({ url, headers: { ...headers, ...(secret !== null && { authorization: secret }) }, signal, ...(idleMs !== undefined && { idleMs }) })
      if (answer.status < 300) return answer
      const challenge = answer.status === 401 ? parseChallenge(answer.headers.get('www-authenticate') ?? '') : null
      // A token may run out in the middle of a long pull: then one more is asked for.
      if (!challenge || asked > 0) throw await this.#toError(answer)
      await answer.pieces.return(undefined)
      this.#authorization = await this.#logIn(challenge)
    }
  }

  async #logIn(challenge: Challenge): Promise<string | null> {
    const { credential } = this.#options
    if (challenge.scheme === 'bearer') return `Bearer ${await this.#fetchToken(challenge)}`
    if (!credential || credential.username === '') throw this.#denied()
    return basic(credential)
  }

  async #fetchToken({ realm, service, scope }: Extract<Challenge, { scheme: 'bearer' }>): Promise<string> {
    const { credential, repository, image, signal } = this.#options
    const url = toUrl(realm)
    if (!url) throw new AppError('IMAGE_PULL_FAILED', { image, detail: `${repository.registry} names no address to log in at` })
    const wanted = { ...(service !== null && { service }), scope: scope ?? `repository:${repository.name}:pull` }
    const answer = await this.#ask(toTokenRequest(url, wanted, credential, signal))
    if (answer.status === 401 || answer.status === 403) throw this.#denied()
    if (answer.status !== 200) throw await this.#toError(answer)
    const parsed = tokenSchema.safeParse(parseJson(await this.#read(answer, maxTokenBytes)))
    const token = parsed.data?.token ?? parsed.data?.access_token
    // It becomes a header.
    if (token === undefined || !/^[\x21-\x7e]+$/.test(token)) throw new AppError('IMAGE_PULL_FAILED', { image, detail: `${url.host} gave no token` })
    return token
  }

  async #ask(request: Parameters<typeof ask>[0]): Promise<HttpAnswer> {
    const again = async (error: unknown): Promise<HttpAnswer> => {
      if (error instanceof ConnectionFailure && error.wasReset) return await ask(request)
      throw error
    }
    try {
      return await ask(request).catch(again)
    } catch (error) {
      throw this.toPullError(error)
    }
  }

  async #read(answer: HttpAnswer, maxBytes: number): Promise<Buffer> {
    return await readBody(answer, maxBytes).catch((error: unknown) => {
      throw this.toPullError(error)
    })
  }

  /** The body of something small. */
  async document(path: string, accept: readonly string[], maxBytes: number): Promise<{ readonly bytes: Buffer; readonly headers: Headers }> {
    const answer = await this.get(path, { accept: accept.join(', ') })
    return { bytes: await this.#read(answer, maxBytes), headers: answer.headers }
  }

  /** What is not worth another try, in the product's words; the rest as it is. */
  toPullError(error: unknown): unknown {
    return error instanceof RefusedAddress ? new AppError('IMAGE_PULL_FAILED', { image: this.#options.image, detail: error.message }, { cause: error }) : error
  }

  #denied(): AppError {
    const { image, repository } = this.#options
    return new AppError('IMAGE_ACCESS_DENIED', { image, registry: repository.registry, login: 'docker login' })
  }

  async #toError(answer: HttpAnswer): Promise<Error> {
    const { image, repository } = this.#options
    const body = await readBody(answer, maxErrorBytes).catch(() => Buffer.alloc(0))
    const said = errorsSchema.safeParse(parseJson(body)).data?.errors[0]
    if (answer.status === 401 || answer.status === 403) return this.#denied()
    if (answer.status === 404) return new AppError('IMAGE_NOT_FOUND', { image })
    const words = oneLine(said?.message ?? said?.code ?? '')
    // Servers in trouble recover; a registry that counts pulls does not, within a pull.
    if (answer.status >= 500) return new ConnectionFailure(`${repository.registry}: HTTP ${answer.status} ${words}`.trim())
    const after = answer.status === 429 ? `, asks to wait ${answer.headers.get('retry-after') ?? 'a while'}` : ''
    return new AppError('IMAGE_PULL_FAILED', { image, detail: `${repository.registry}: HTTP ${answer.status}${after} ${words}`.trim() })
  }
}

function toTokenRequest(url: URL, wanted: Readonly<Record<string, string>>, credential: RegistryCredential | null, signal: AbortSignal): Parameters<typeof ask>[0] {
  if (credential?.identitytoken) {
    return { url, signal, form: { ...wanted, grant_type: 'refresh_token', client_id: 'agentkernel-desktop', refresh_token: credential.identitytoken } }
  }
  for (const [name, value] of Object.entries(wanted)) url.searchParams.append(name, value)
  return { url, signal, headers: credential ? { authorization: basic(credential) } : {} }
}

function toUrl(realm: string): URL | null {
  return URL.canParse(realm) ? new URL(realm) : null
}

/** Goes only where `ask` agrees to go: https, or this machine itself. */
function basic({ username, password }: RegistryCredential): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{C}\s]+/gu, ' ').trim().slice(0, 300)
}
