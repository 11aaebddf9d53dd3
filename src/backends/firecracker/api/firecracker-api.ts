import { request } from 'node:http'
import { deadlineSignal } from '#contract/deadline-signal'
import { withSocketPath } from '../agent/socket-folder'

export interface ApiPlace {
  readonly folder: string
  readonly socketName: string
}

/** A refusal of Firecracker's, in its words. */
export class ApiFault extends Error {
  override readonly name = 'ApiFault'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const defaultTimeoutMs = 3_000
const longestAnswer = 1_048_576

/** Firecracker's API on its unix socket. One request at a time; each is a connection of its own. */
export class FirecrackerApi {
  readonly #place: ApiPlace

  constructor(place: ApiPlace) {
    this.#place = place
  }

  /** Rejects with ApiFault, with the signal's reason, or with the system's error when nobody answers. */
  async put(path: string, body: object, { signal, timeoutMs }: AskOptions): Promise<void> {
    await this.#ask('PUT', path, JSON.stringify(body), { signal, ...(timeoutMs !== undefined && { timeoutMs }) })
  }

  /** As `put`. */
  async patch(path: string, body: object, { signal, timeoutMs }: AskOptions): Promise<void> {
    await this.#ask('PATCH', path, JSON.stringify(body), { signal, ...(timeoutMs !== undefined && { timeoutMs }) })
  }

  async get(path: string, options: AskOptions): Promise<unknown> {
    return JSON.parse(await this.#ask('GET', path, '', options)) as unknown
  }

  async #ask(method: string, path: string, body: string, { signal, timeoutMs = defaultTimeoutMs }: AskOptions): Promise<string> {
    signal.throwIfAborted()
    const both = AbortSignal.any([signal, deadlineSignal(timeoutMs)])
    try {
      const { status, text } = await withSocketPath(this.#place.folder, this.#place.socketName, async (socketPath) => await exchange({ socketPath, method, path, body, signal: both }))
      if (status < 300) return text
      throw new ApiFault(status, parseFault(text))
    } catch (error) {
      if (signal.aborted) throw signal.reason
      throw both.aborted ? new Error(`${method} ${path} was not answered within ${timeoutMs} ms`, { cause: error }) : error
    }
  }
}

interface AskOptions {
  readonly signal: AbortSignal
  readonly timeoutMs?: number
}

interface Exchange {
  readonly socketPath: string
  readonly method: string
  readonly path: string
  readonly body: string
  readonly signal: AbortSignal
}

function exchange({ body, ...options }: Exchange): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': Buffer.byteLength(body), ...(body !== '' && { 'content-type': 'application/json' }) }
    // No agent: its connections are kept by path, and would be those of a machine that is gone.
    const asked = request({ ...options, agent: false, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
        if (text.length > longestAnswer) response.destroy(new Error('the answer does not end'))
      })
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text })).once('error', reject)
    })
    asked.once('error', reject)
    asked.end(body)
  })
}

function parseFault(text: string): string {
  try {
    const answer: unknown = JSON.parse(text)
    if (typeof answer === 'object' && answer !== null && 'fault_message' in answer) return String(answer.fault_message)
  } catch {
    // Not Firecracker's usual answer: told as it is.
  }
  return text.trim().slice(0, 500)
}
