import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface FileServer {
  readonly url: (path: string) => string
  /** Header `range` of every request, in their order; null where there was none. */
  readonly ranges: (string | null)[]
  close(): Promise<void>
}

export type Respond = (request: IncomingMessage, response: ServerResponse, asked: number) => void

/** A server of files on this machine, as good or bad as `respond` makes it. */
export async function serveFiles(respond: Respond): Promise<FileServer> {
  const ranges: (string | null)[] = []
  const server = createServer((request, response) => {
    ranges.push(request.headers.range ?? null)
    respond(request, response, ranges.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: (path) => `http://127.0.0.1:${port}/${path}`,
    ranges,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  }
}

/** A server that resumes. */
export function withRanges(content: Buffer): Respond {
  return (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    if (from >= content.length) return void response.writeHead(416).end()
    response.writeHead(from > 0 ? 206 : 200, from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}).end(content.subarray(from))
  }
}
