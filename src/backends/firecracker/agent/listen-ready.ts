import { createServer, type Server, type Socket } from 'node:net'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { withSocketPath } from './socket-folder'
import { VsockProblem } from './vsock-problem'

export interface ReadyListener {
  /** The protocol's version that the guest speaks. Rejects with VsockProblem when it says something else. Never settles while it is silent. */
  readonly ready: Promise<number>
  /** Stops listening and removes the socket. May be repeated. */
  close(): Promise<void>
}

const readyPort = 1025
const longestLine = 32

/** Listens for the guest's word that its agent does. To be called before the virtual machine is started. */
export async function listenReady(folder: string, socketName: string): Promise<ReadyListener> {
  const name = `${socketName}_${readyPort}`
  const guests = new Set<Socket>()
  const server = createServer()
  const ready = new Promise<number>((resolve, reject) => {
    server.on('connection', (guest) => {
      guests.add(guest)
      guest.once('close', () => guests.delete(guest))
      readLine(guest).then((line) => resolve(parseReady(line))).catch(reject)
    })
  })
  ready.catch(() => {})
  // Of a start that was killed.
  await rm(path.join(folder, name), { force: true })
  await withSocketPath(folder, name, async (path) => await listen(server, path))
  return { ready, close: async () => await close(server, guests, path.join(folder, name)) }
}

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ path }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function close(server: Server, guests: ReadonlySet<Socket>, file: string): Promise<void> {
  for (const guest of guests) guest.destroy()
  if (server.listening) await new Promise<void>((resolve) => server.close(() => resolve()))
  await rm(file, { force: true })
}

function readLine(guest: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let line = ''
    guest.on('data', (chunk) => {
      line += chunk.toString('latin1')
      const end = line.indexOf('\n')
      if (end < 0 && line.length <= longestLine) return
      resolve(line.slice(0, end < 0 ? longestLine : end))
      guest.destroy()
    })
    guest.once('error', reject)
    guest.once('end', () => reject(new VsockProblem('lost', 'the guest connected and said nothing')))
  })
}

function parseReady(line: string): number {
  const version = /^READY (\d{1,4})$/.exec(line)?.[1]
  if (version === undefined) throw new VsockProblem('lost', `the guest said ${JSON.stringify(line)} instead of READY`)
  return Number(version)
}
