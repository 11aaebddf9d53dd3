import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { text } from 'node:stream/consumers'

const imageId = 'sha256:0'

/** What ends a flood on the screen. */
export const floodEnd = 'flood-is-over'

/**
 * An engine with one container whose shell answers every line with so many bytes of text, as fast as they
 * are taken. With it the whole way from the engine's socket to the screen is measured, and no container.
 */
export async function openGeneratingEngine(socketPath: string, floodBytes: number): Promise<{ close(): Promise<void> }> {
  let container: object | null = null
  const sockets = new Set<Duplex>()
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = (request.url ?? '').replace(/\?.*/, '')
    const body = request.method === 'POST' ? await text(request) : ''
    if (path === '/_ping') return void response.writeHead(200, { Server: 'Docker/27.0.0 (linux)' }).end('OK')
    if (path === '/events') return void response.writeHead(200).flushHeaders()
    if (path === '/containers/create') container = toContainer(new URL(request.url ?? '', 'http://engine').searchParams.get('name') ?? '', body)
    const known = answers(container).find(([pattern]) => pattern.test(path))
    response.writeHead(known ? 200 : 404, { 'Content-Type': 'application/json' }).end(JSON.stringify(known?.[1] ?? { message: 'not here' }))
  }
  const server = createServer((request, response) => void answer(request, response))
  server.on('connection', (socket) => sockets.add(socket.once('close', () => sockets.delete(socket))))
  server.on('upgrade', (_request, socket: Duplex) => {
    socket.write('HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n$ ')
    socket.on('data', (piece: Buffer) => void (piece.includes('\r') && flood(socket, floodBytes)))
    socket.on('error', () => socket.destroy())
  })
  server.listen(socketPath)
  await once(server, 'listening')
  return {
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(socketPath, { force: true })
    }
  }
}

function answers(container: object | null): [RegExp, unknown][] {
  return [
    [/^\/info$/, { ID: 'GENERATOR', ServerVersion: '27.0.0', OSType: 'linux', MemoryLimit: true, CgroupVersion: '2' }],
    [/^\/images\/.*\/json$/, { Id: imageId, RepoTags: [], Config: { Cmd: ['/bin/sh'] } }],
    [/^\/containers\/create$/, { Id: 'generator' }],
    [/^\/containers\/json$/, container ? [{ ...container, State: 'running' }] : []],
    [/^\/containers\/generator\/json$/, container && { ...container, Image: imageId }],
    [/^\/containers\/generator\/exec$/, { Id: 'shell' }],
    [/^\/containers\/generator\/start$|^\/exec\/shell\/resize$/, {}],
    [/^\/exec\/shell\/json$/, { Running: true }]
  ]
}

function toContainer(name: string, body: string): object {
  const { Labels, Image, HostConfig } = JSON.parse(body) as { Labels: object; Image: string; HostConfig: object }
  return { Id: 'generator', Names: [`/${name}`], Name: `/${name}`, Image, Labels, Config: { Labels, Image }, HostConfig, State: { Status: 'running', Running: true, StartedAt: new Date().toISOString() } }
}

const line = Buffer.from(`${'The quick brown fox jumps over the lazy dog 0123456789. '.repeat(2).slice(0, 98)}\r\n`)
const block = Buffer.concat(Array.from({ length: 320 }, () => line))

async function flood(socket: Duplex, bytes: number): Promise<void> {
  for (let sent = 0; sent < bytes && !socket.destroyed; sent += block.length) {
    if (!socket.write(block)) await once(socket, 'drain')
  }
  socket.write(`${floodEnd}\r\n$ `)
}
