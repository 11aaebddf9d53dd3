import { createServer, type Server } from 'node:http'
import { createServer as createSocketServer, type Server as SocketServer, type Socket } from 'node:net'

/** A listener on a socket that can be ended with everything connected to it. */
export interface Listener {
  close(): Promise<void>
}

const docker = {
  ping: { Server: 'Docker/27.3.1 (linux)', 'Api-Version': '1.47' },
  version: { Version: '27.3.1', ApiVersion: '1.47', Os: 'linux', Components: [{ Name: 'Engine', Version: '27.3.1' }] },
  info: { ID: 'AAAA:BBBB', Name: 'host', OSType: 'linux', DockerRootDir: '/var/lib/docker', CgroupVersion: '2', CgroupDriver: 'systemd', MemoryLimit: true, SecurityOptions: [] }
}

const podman = {
  ping: { Server: 'Libpod/5.2.0 (linux)', 'Libpod-API-Version': '5.2.0' },
  version: { Version: '5.2.0', ApiVersion: '1.41', Os: 'linux', Components: [{ Name: 'Podman Engine', Version: '5.2.0' }] },
  info: { ID: 'random', Name: 'host', OSType: 'linux', DockerRootDir: '/home/ada/.local/share/containers/storage', CgroupVersion: '2', CgroupDriver: 'systemd', MemoryLimit: true, Rootless: true }
}

/** The words with which engines present themselves. */
export const words = { docker, podman }

interface Words {
  readonly ping: Record<string, string>
  readonly version: object
  readonly info: object
}

/** Answers ping, version and info with the given words. */
export function serveEngine(path: string, { ping, version, info }: Words): Promise<Listener> {
  const server = createServer((request, response) => {
    if (request.url === '/_ping') response.writeHead(200, ping).end('OK')
    else if (request.url === '/version') response.end(JSON.stringify(version))
    else if (request.url === '/info') response.end(JSON.stringify(info))
    else response.writeHead(404).end()
  })
  return listening(server, path)
}

/** Answers everything with a status. */
export function serveStatus(path: string, status: number): Promise<Listener> {
  return listening(
    createServer((_request, response) => void response.writeHead(status).end('no')),
    path
  )
}

/** Accepts and never says a word; after a ping when `isPingAnswered`. `onLeft`: a caller gave up. */
export function serveSilence(path: string, isPingAnswered = false, onLeft?: () => void): Promise<Listener> {
  if (!isPingAnswered) return listening(createSocketServer((socket) => void socket.resume().on('close', () => onLeft?.())), path)
  return listening(
    createServer((request, response) => void (request.url === '/_ping' && response.writeHead(200, docker.ping).end('OK'))),
    path
  )
}

function listening(server: Server | SocketServer, path: string): Promise<Listener> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(path, () =>
      resolve({
        close: () => {
          for (const socket of sockets) socket.destroy()
          return new Promise((closed) => server.close(() => closed()))
        }
      })
    )
  })
}
