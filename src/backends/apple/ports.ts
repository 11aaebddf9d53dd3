import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import type { BoundPort } from '#contract/sandbox'
import type { PublishedPort } from '#contract/spec'

const hostAddress = '127.0.0.1'

/** The program chooses no host ports and binds all interfaces: we choose, on loopback. They stay for the sandbox's life. */
export async function choosePorts(ports: readonly PublishedPort[]): Promise<BoundPort[]> {
  const chosen: BoundPort[] = []
  for (const { hostPort, sandboxPort, protocol } of ports) {
    const used = new Set(chosen.filter((other) => other.protocol === protocol).map((other) => other.hostPort))
    chosen.push({ hostAddress, hostPort: hostPort ?? (await findFreePort(protocol, used)), sandboxPort, protocol })
  }
  return chosen
}

async function findFreePort(protocol: 'tcp' | 'udp', used: ReadonlySet<number>): Promise<number> {
  for (;;) {
    const port = await (protocol === 'tcp' ? bindTcp(0) : bindUdp(0))
    if (!used.has(port)) return port
  }
}

/** The first of these ports that somebody else has now; null when all are free. */
export async function findTaken(ports: readonly BoundPort[]): Promise<number | null> {
  for (const { hostPort, protocol } of ports) {
    const isFree = await (protocol === 'tcp' ? bindTcp(hostPort) : bindUdp(hostPort)).then(() => true, () => false)
    if (!isFree) return hostPort
  }
  return null
}

function bindTcp(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host: hostAddress, port, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : port))
    })
  })
}

function bindUdp(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    socket.once('error', reject)
    socket.bind({ address: hostAddress, port, exclusive: true }, () => {
      const bound = socket.address().port
      socket.close(() => resolve(bound))
    })
  })
}
