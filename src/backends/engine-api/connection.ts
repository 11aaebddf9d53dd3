import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { DialAgent, type Dial } from './dial-agent'
import type { Endpoint, TlsMaterial } from './endpoint'

/** A way to talk HTTP to one engine. Costs nothing until it is used. */
export interface Connection {
  readonly endpoint: Endpoint
  readonly agent: DialAgent
  /** Ends every stream of this connection. May be repeated. */
  close(): void
}

/** For endpoints that are reached through a program (ssh). */
export type DialProgram = (endpoint: Extract<Endpoint, { type: 'ssh' }>) => Promise<Duplex>

/** An unreachable address is given up after this; sockets on this machine answer at once or never. */
const connectTimeoutMs = 10_000

export function openConnection(endpoint: Endpoint, dialSsh: DialProgram): Connection {
  return connectionOver(endpoint, toDial(endpoint, dialSsh))
}

export function connectionOver(endpoint: Endpoint, dial: Dial): Connection {
  const agent = new DialAgent(dial)
  return { endpoint, agent, close: () => agent.destroy() }
}

function toDial(endpoint: Endpoint, dialSsh: DialProgram): Dial {
  switch (endpoint.type) {
    case 'unix':
    case 'npipe':
      return () => connectSocket(endpoint.path)
    case 'tcp':
      return () => dialTcp(endpoint.host, endpoint.port, endpoint.tls)
    case 'ssh':
      return () => dialSsh(endpoint)
  }
}

/** A socket or a Windows pipe of this machine. */
export function connectSocket(path: string): Promise<Duplex> {
  return connected(connect({ path }), 'connect')
}

async function dialTcp(host: string, port: number, tls: TlsMaterial | null): Promise<Duplex> {
  if (!tls) return connected(connect({ host, port, noDelay: true, keepAlive: true }), 'connect')
  // Loaded here: most connections are local, and every command pays for what is loaded at the start.
  const { connect: connectTls } = await import('node:tls')
  const socket = connectTls({
    host,
    port,
    // SNI must not carry an address.
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    ...(tls.authority && { ca: Buffer.from(tls.authority) }),
    ...(tls.certificate && { cert: Buffer.from(tls.certificate) }),
    ...(tls.key && { key: Buffer.from(tls.key) }),
    rejectUnauthorized: tls.isVerified,
    minVersion: 'TLSv1.2'
  })
  socket.setNoDelay(true)
  return connected(socket, 'secureConnect')
}

function connected(socket: Socket, event: 'connect' | 'secureConnect'): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(Object.assign(new Error('connect timed out'), { code: 'ETIMEDOUT' })), connectTimeoutMs)
    socket.once('error', reject)
    socket.once('close', () => clearTimeout(timer))
    socket.once(event, () => {
      clearTimeout(timer)
      socket.off('error', reject)
      resolve(socket)
    })
  })
}

