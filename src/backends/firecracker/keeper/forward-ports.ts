import { createServer, type Server, type Socket } from 'node:net'
import type { BoundPort } from '#contract/sandbox'
import type { PublishedPort } from '#contract/spec'
import type { GuestAgent } from '../agent/agent-types'

/** Only from this machine. */
const hostAddress = '127.0.0.1'
const dialTimeoutMs = 5_000
/** Of one port; Firecracker takes about a thousand in all. */
const connections = 256

/** A port of the host that somebody else has. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken'
  readonly port: number

  constructor(port: number) {
    super(`port ${port} is taken`)
    this.port = port
  }
}

export interface Forwards {
  readonly bound: readonly BoundPort[]
  close(): void
}

/** Listens at the host's ports, and carries what comes to the sandbox's over vsock. Rejects with PortTaken; then none is held. */
export async function forwardPorts(ports: readonly PublishedPort[], agent: GuestAgent): Promise<Forwards> {
  const opened: { readonly server: Server; readonly bound: BoundPort }[] = []
  const close = (): void => opened.forEach(({ server }) => server.close())
  try {
    for (const port of ports) opened.push(await forwardPort(port, agent))
  } catch (error) {
    close()
    throw error
  }
  return { bound: opened.map(({ bound }) => bound), close }
}

async function forwardPort({ hostPort, sandboxPort, protocol }: PublishedPort, agent: GuestAgent): Promise<{ server: Server; bound: BoundPort }> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (local) => void carry(local, sandboxPort, agent))
  server.maxConnections = connections
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' || error.code === 'EACCES' ? new PortTaken(hostPort ?? 0) : error))
    server.listen({ host: hostAddress, port: hostPort ?? 0, exclusive: true }, resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a port without a number')
  return { server, bound: { hostAddress, hostPort: address.port, sandboxPort, protocol } }
}

/** Nobody listening inside looks from outside as it would without us: the connection is broken. */
async function carry(local: Socket, port: number, agent: GuestAgent): Promise<void> {
  local.on('error', () => undefined)
  try {
    const connection = await agent.dial(port, AbortSignal.timeout(dialTimeoutMs))
    await connection.pipe(local)
  } catch {
    local.resetAndDestroy()
  }
}
