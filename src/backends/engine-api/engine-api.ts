import { IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { Duplex, type Readable } from 'node:stream'
import { AppError } from '#contract/errors'
import type { EngineInfo } from '#core/ports'
import type { RegistryCredential } from '../registry/credentials'
import type { EngineClient } from './engine-client'
import { EngineProblem, toUnreachable } from './errors'

export interface EngineRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD'
  readonly path: string
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: object
  /** A body that is sent as it comes, instead of `body`. */
  readonly upload?: Readable
  readonly headers?: OutgoingHttpHeaders
  readonly credential?: RegistryCredential | null
  readonly signal: AbortSignal
}

/** A schema, or what does the same by hand where a command's start must not wait for the library of schemas. Throws for what it does not understand. */
export interface AnswerParser<T> {
  parse(value: unknown): T
}

/** Every status is an answer to the connection; what it means is decided here, in one place. */
const anyStatus: Readonly<Record<number, boolean>> = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [index + 100, true]))

/** One engine over HTTP. Problems that the engine states are EngineProblems; a broken connection is BACKEND_UNREACHABLE. */
export class EngineApi {
  readonly info: EngineInfo
  readonly #client: EngineClient

  constructor(client: EngineClient, info: EngineInfo) {
    this.#client = client
    this.info = info
  }

  /** Asks and parses the answer. */
  async json<T>(request: EngineRequest, schema: AnswerParser<T>): Promise<T> {
    const text = await this.text(request)
    try {
      return schema.parse(JSON.parse(text))
    } catch (error) {
      throw new AppError('ENGINE_FAILED', { backend: this.info.kind, detail: `answer not understood: ${request.path}` }, { cause: error })
    }
  }

  /** Asks for something whose answer is short or does not matter. */
  async text(request: EngineRequest): Promise<string> {
    const response = await this.stream(request)
    try {
      return await readText(response)
    } catch (error) {
      throw this.toBroken(error, request.signal)
    }
  }

  /** The answer as a stream of bytes; aborting the signal ends it. Whoever asked must read it to the end or destroy it. */
  async stream(request: EngineRequest): Promise<IncomingMessage> {
    const response = await this.#dialAgain(request)
    if (!(response instanceof IncomingMessage)) throw new Error('upgraded without being asked')
    const status = response.statusCode ?? 0
    if (status < 400) return response
    const text = await readText(response).catch((error: unknown) => {
      throw this.toBroken(error, request.signal)
    })
    throw new EngineProblem(status, text)
  }

  /** A connection that carries bytes both ways; aborting the signal ends it. */
  async hijack(request: EngineRequest): Promise<Duplex> {
    const answer = await this.#dial(request, true)
    if (!(answer instanceof IncomingMessage)) return answer
    const text = await readText(answer).catch(() => '')
    throw new EngineProblem(answer.statusCode ?? 0, text)
  }

  /** A kept connection may have been closed at the other end meanwhile; a question can be asked again on a new one. */
  async #dialAgain(request: EngineRequest): Promise<IncomingMessage | Duplex> {
    try {
      return await this.#dial(request, false)
    } catch (error) {
      const isQuestion = request.method === 'GET' || request.method === 'HEAD'
      if (!isQuestion || request.signal.aborted || !isReset(error)) throw error
      return await this.#dial(request, false)
    }
  }

  #dial(request: EngineRequest, hijack: boolean): Promise<IncomingMessage | Duplex> {
    const { signal } = request
    if (signal.aborted) return Promise.reject(toReason(signal))
    return new Promise((resolve, reject) => {
      const abort = (): void => reject(toReason(signal))
      signal.addEventListener('abort', abort, { once: true })
      this.#client.modem.dial(toDialOptions(request, hijack), (error, answer) => {
        signal.removeEventListener('abort', abort)
        if (answer instanceof IncomingMessage || answer instanceof Duplex) resolve(answer)
        else reject(this.toBroken(error ?? new Error('no answer'), signal))
      })
    })
  }

  /** What a stream that broke while it was read means: the abort's reason, or that the engine is gone. */
  toBroken(error: unknown, signal: AbortSignal): Error {
    if (signal.aborted) return toReason(signal)
    return toUnreachable(this.info, error)
  }
}

function isReset(error: unknown): boolean {
  const cause: unknown = error instanceof AppError ? error.cause : null
  return cause instanceof Error && 'code' in cause && (cause.code === 'ECONNRESET' || cause.code === 'EPIPE')
}

type DialOptions = Parameters<EngineClient['modem']['dial']>[0]

function toDialOptions(request: EngineRequest, hijack: boolean): DialOptions {
  const hasBody = request.body !== undefined
  return {
    method: request.method,
    // The library cuts the last character of a path whose query is empty unless it ends so.
    path: `${request.path}?`,
    options: { _query: definedOnly(request.query ?? {}), _body: request.body ?? {} },
    allowEmpty: hasBody,
    isStream: true,
    hijack,
    statusCodes: anyStatus,
    abortSignal: request.signal,
    ...(request.upload && { file: request.upload }),
    ...(request.headers && { headers: request.headers }),
    ...(request.credential && { authconfig: request.credential })
  }
}

function definedOnly(query: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined))
}

const maxTextBytes = 64 * 1024 * 1024

async function readText(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of response as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > maxTextBytes) throw new Error('the answer is too large')
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/** The signal's reason is an AppError by the rules of the port; anything else is a cancel. */
export function toReason(signal: AbortSignal): Error {
  return signal.reason instanceof AppError ? signal.reason : new AppError('CANCELLED', { what: 'engine' }, { cause: signal.reason })
}
