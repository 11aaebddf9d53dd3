import { createServer, type Server, type Socket } from 'node:net'
import { deadlineSignal } from '#contract/deadline-signal'
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
  /** Takes of the ports that could not be had those that came free since; true when there was one. */
  takeMore(): Promise<boolean>
  close(): void
}

interface Opened {
  readonly server: Server
  readonly bound: BoundPort
}

/**
 * Listens at the host's ports, and carries what comes to the sandbox's over vsock. Rejects with PortTaken; then none is held. `takes: 'what is
 * free'`: for a sandbox that runs already, whose ports somebody else may have got meanwhile.
 */
export async function forwardPorts(ports: readonly PublishedPort[], agent: GuestAgent, takes: 'all' | 'what is free'): Promise<Forwards> {
  const opened: Opened[] = []
  let missing = [...ports]
  const close = (): void => opened.forEach(({ server }) => server.close())
  const takeMore = async (): Promise<boolean> => {
    const before = opened.length
    const still: PublishedPort[] = []
    for (const port of missing) {
      const one = await forwardPort(port, agent).catch((error: unknown) => (takes === 'what is free' && error instanceof PortTaken ? null : Promise.reject(error)))
      if (one) opened.push(one)
      else still.push(port)
    }
    missing = still
    return opened.length > before
  }
  try {
    await takeMore()
  } catch (error) {
    close()
    throw error
  }
  return { get bound() { return opened.map(({ bound }) => bound) }, takeMore, close }
}

async function forwardPort({ hostPort, sandboxPort, protocol }: PublishedPort, agent: GuestAgent): Promise<Opened> {
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
    const connection = await agent.dial(port, deadlineSignal(dialTimeoutMs))
    await connection.pipe(local)
  } catch {
    local.resetAndDestroy()
  }
}
