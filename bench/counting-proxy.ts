import { rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'

/** A socket in front of an engine's, which tells every request that passes. */
export interface CountingProxy {
  readonly socketPath: string
  /** `GET /containers/json?...`, with the time it passed. */
  readonly requests: { readonly at: number; readonly line: string }[]
  close(): Promise<void>
}

const requestLine = /(?:^|\r\n\r\n|[}\n])((?:GET|POST|PUT|DELETE|HEAD) \/\S*) HTTP\/1\.1\r\n/g

export async function openCountingProxy(socketPath: string, target: string): Promise<CountingProxy> {
  const requests: { at: number; line: string }[] = []
  const open = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ path: target, allowHalfOpen: true })
    for (const socket of [near, far]) {
      open.add(socket)
      socket.once('close', () => open.delete(socket))
      socket.on('error', () => {
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (piece: Buffer) => {
      for (const [, line = ''] of piece.toString('latin1').matchAll(requestLine)) requests.push({ at: performance.now(), line })
    })
    near.pipe(far)
    far.pipe(near)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, resolve)
  })
  return {
    socketPath,
    requests,
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(socketPath, { force: true })
    }
  }
}
