import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectVsock } from './connect-vsock'
import { listenReady } from './listen-ready'
import { withSocketPath } from './socket-folder'

let folder: string
const servers: Server[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'agentkernel-vsock-'))
})

afterEach(async () => {
  for (const server of servers.splice(0)) server.close()
  await rm(folder, { recursive: true })
})

describe('connecting to a port of a guest', () => {
  it('says which port in one write and gives what is glued to the answer to the reader', async () => {
    const asked = await serve((guest, data) => {
      guest.write('OK 1073742848\nREST of it')
      guest.end()
      return data
    })
    const socket = await open()
    expect(await readAll(socket)).toBe('REST of it')
    expect(asked()).toEqual(['CONNECT 1024\n'])
  })

  it('says in the same write what is for the port itself', async () => {
    const asked = await serve((guest) => guest.end('OK 1\n'))
    const socket = await connectVsock({ folder, socketName: 'v.sock', port: 1024 }, { signal: new AbortController().signal, greeting: Buffer.from('first words') })
    expect(await readAll(socket)).toBe('')
    expect(asked()).toEqual(['CONNECT 1024\nfirst words'])
  })

  it('puts an answer together that comes in pieces', async () => {
    await serve((guest) => {
      for (const [index, byte] of [...'OK 7\nX'].entries()) setTimeout(() => (byte === 'X' ? guest.end(byte) : guest.write(byte)), index * 5)
    })
    expect(await readAll(await open())).toBe('X')
  })

  it.each<[string, string, string]>([
    ['refused when it is closed without an answer', '', 'refused'],
    ['refused when it is closed within the answer', 'OK 1', 'refused'],
    ['lost when the answer is another', 'NO 7\n', 'lost'],
    ['lost when the answer does not end', 'OK 11111111111111111111111', 'lost']
  ])('is %s', async (_title, answer, fault) => {
    await serve((guest) => guest.end(answer))
    await expect(open()).rejects.toMatchObject({ name: 'VsockProblem', fault })
  })

  it('gives up in time where nobody answers, and at once when it is told to', async () => {
    await serve(() => {})
    await expect(open(30)).rejects.toMatchObject({ fault: 'timeout' })
    const reason = new Error('not wanted any more')
    const controller = new AbortController()
    setTimeout(() => controller.abort(reason), 10)
    await expect(connectVsock({ folder, socketName: 'v.sock', port: 1024 }, { signal: controller.signal })).rejects.toBe(reason)
  })

  it('says that there is no machine where no socket is, or nobody behind it', async () => {
    await expect(open()).rejects.toMatchObject({ fault: 'absent' })
  })

  it('reaches a socket in a folder whose path is longer than a socket may have', async () => {
    folder = path.join(folder, 'd'.repeat(90), 'e'.repeat(90))
    await mkdir(folder, { recursive: true })
    await serve((guest) => guest.end('OK 1\nfar away'))
    expect(await readAll(await open())).toBe('far away')
    folder = path.dirname(path.dirname(folder))
  })
})

describe('waiting for a guest', () => {
  const say = async (text: string): Promise<Socket> =>
    await withSocketPath(folder, 'v.sock_1025', async (path) => await new Promise((resolve, reject) => {
      const socket = connect({ path }, () => resolve(socket))
      socket.once('error', reject)
      socket.write(text)
    }))

  it('hears that it is ready, and which protocol it speaks', async () => {
    const listener = await listenReady(folder, 'v.sock')
    await say('READY 1\n')
    expect(await listener.ready).toBe(1)
    await listener.close()
    await expect(say('READY 1\n')).rejects.toThrow(/ENOENT|ECONNREFUSED/)
  })

  it('takes nothing else for it', async () => {
    const listener = await listenReady(folder, 'v.sock')
    await say('x'.repeat(5_000))
    await expect(listener.ready).rejects.toMatchObject({ fault: 'lost' })
    await listener.close()
    await listener.close()
  })
})

async function open(timeoutMs = 2_000): Promise<Socket> {
  return await connectVsock({ folder, socketName: 'v.sock', port: 1024 }, { signal: new AbortController().signal, timeoutMs })
}

async function serve(answer: (guest: Socket, data: string) => unknown): Promise<() => string[]> {
  const asked: string[] = []
  const server = createServer((guest) => {
    guest.on('error', () => {})
    guest.once('data', (data) => {
      asked.push(data.toString())
      answer(guest, data.toString())
    })
  })
  servers.push(server)
  await withSocketPath(folder, 'v.sock', async (path) => await new Promise<void>((resolve) => server.listen({ path }, resolve)))
  return () => asked
}

async function readAll(socket: Socket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}
