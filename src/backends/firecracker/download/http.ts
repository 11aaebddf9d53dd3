/** An answer whose body is read piece by piece; must be read to its end or left by `return`. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  readonly pieces: AsyncGenerator<Buffer>
}

export interface HttpRequest {
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as a form, by POST. */
  readonly form?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** Silence after which the other side counts as gone, in milliseconds. */
  readonly idleMs?: number
}

/** The other side could not be reached, broke off or fell silent: asking again may help. */
export class ConnectionFailure extends Error {
  override readonly name = 'ConnectionFailure'
  /** A connection that was kept had been closed meanwhile: the same question, asked at once, may be answered. */
  readonly wasReset: boolean

  constructor(message: string, { wasReset = false, cause }: { readonly wasReset?: boolean; readonly cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    this.wasReset = wasReset
  }
}

/** What is answered must not be followed: asking again does not help. */
export class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress'
}

const idleMs = 30_000
const maxRedirects = 5
const redirects = new Set([301, 302, 303, 307, 308])

/**
 * Asks over https; plain http only on this machine itself. Redirects are followed, never to something less safe, and what
 * was said to one server in confidence is not said to another. Rejects with the signal's reason, ConnectionFailure or
 * RefusedAddress; a status of any kind is an answer.
 */
export async function ask(request: HttpRequest): Promise<HttpAnswer> {
  let { url } = request
  let headers: Record<string, string> = { ...request.headers }
  for (let followed = 0; followed <= maxRedirects; followed++) {
    checkAddress(url, request.url)
    const answer = await askOnce({ ...request, url, headers })
    const location = redirects.has(answer.status) ? answer.headers.get('location') : null
    if (location === null) return answer
    await answer.pieces.return(undefined)
    const next = new URL(location, url)
    if (next.origin !== url.origin) headers = withoutSecrets(headers)
    url = next
  }
  throw new RefusedAddress(`more than ${maxRedirects} redirects`)
}

/** The whole body, when it is at most so large. */
export async function readBody({ pieces }: HttpAnswer, maxBytes: number): Promise<Buffer> {
  const taken: Buffer[] = []
  let size = 0
  for await (const piece of pieces) {
    size += piece.length
    if (size > maxBytes) throw new RefusedAddress(`the answer is larger than ${maxBytes} bytes`)
    taken.push(piece)
  }
  return Buffer.concat(taken)
}

export function isLoopback({ hostname }: Pick<URL, 'hostname'>): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function checkAddress(url: URL, first: URL): void {
  if (url.protocol === 'https:') return
  // A registry out there must not send us to a service of this machine.
  if (url.protocol === 'http:' && isLoopback(url) && isLoopback(first)) return
  throw new RefusedAddress(`${url.origin} is not asked: it is not https`)
}

function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(authorization|cookie)$/i.test(name)))
}

async function askOnce({ url, headers, form, signal, idleMs: limitMs = idleMs }: HttpRequest & { readonly headers: Readonly<Record<string, string>> }): Promise<HttpAnswer> {
  signal.throwIfAborted()
  const controller = new AbortController()
  const watch = setTimeout(() => controller.abort(new ConnectionFailure(`${url.host} said nothing for ${limitMs / 1000} seconds`)), limitMs)
  const abort = (): void => controller.abort(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  const end = (): void => {
    clearTimeout(watch)
    signal.removeEventListener('abort', abort)
  }
  try {
    // Identity: content is hashed as it is stored.
    const response = await fetch(url, {
      redirect: 'manual',
      signal: controller.signal,
      headers: { 'accept-encoding': 'identity', 'user-agent': 'agentkernel-desktop', ...headers },
      ...(form && { method: 'POST', body: new URLSearchParams(form) })
    })
    return { status: response.status, headers: response.headers, pieces: readPieces(response, controller, watch, end) }
  } catch (error) {
    end()
    throw toFailure(error, controller.signal, url)
  }
}

async function* readPieces(response: Response, controller: AbortController, watch: NodeJS.Timeout, end: () => void): AsyncGenerator<Buffer> {
  try {
    for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      watch.refresh()
      yield Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
      watch.refresh()
    }
  } catch (error) {
    throw toFailure(error, controller.signal, new URL(response.url))
  } finally {
    end()
    // Left in the middle: the connection is of no more use.
    controller.abort()
  }
}

function toFailure(error: unknown, signal: AbortSignal, url: URL): unknown {
  if (signal.aborted) return signal.reason
  const cause: unknown = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const words = cause instanceof Error ? cause.message : String(cause)
  return new ConnectionFailure(`${url.host}: ${code === '' || words.includes(code) ? '' : `${code}: `}${words}`, { wasReset: /^(UND_ERR_SOCKET|ECONNRESET|EPIPE)$/.test(code), cause: error })
}
