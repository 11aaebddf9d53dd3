import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { Connection } from './connection'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

const maxAnswerBytes = 4 * 1024 * 1024

/**
 * One small GET without the engine library, which detection does not load: start-up time counts.
 * Rejects with the signal's reason or the system's error.
 */
export function ask(connection: Connection, path: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ agent: connection.agent, host: 'localhost', path, headers: { Accept: 'application/json' } })
    const abort = (): void => void outgoing.destroy(toError(signal.reason))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    outgoing.once('close', () => signal.removeEventListener('abort', abort))
    outgoing.once('error', reject)
    outgoing.once('response', (response) => {
      readText(response).then((text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }), reject)
    })
    outgoing.end()
  })
}

async function readText(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of response as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > maxAnswerBytes) throw Object.assign(new Error('answer is too large'), { code: 'EMSGSIZE' })
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}
