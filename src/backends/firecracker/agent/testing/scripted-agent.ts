import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { FrameReader, encodeFrame, type Frame, type FrameType } from '../frame'

/** A guest of one connection that does what its script says: for what a well-behaved agent never does. */
export interface ScriptedAgent {
  readonly folder: string
  readonly socketName: string
  close(): Promise<void>
}

export type Script = (guest: ScriptedGuest) => Promise<void>

export class ScriptedGuest {
  readonly #socket: Socket
  readonly #frames: AsyncGenerator<Frame>

  constructor(socket: Socket) {
    this.#socket = socket
    this.#frames = readFrames(socket)
  }

  async next(): Promise<Frame> {
    const { value, done } = await this.#frames.next()
    if (done) throw new Error('the host has gone')
    return value
  }

  send(type: FrameType, payload: Uint8Array | string = ''): void {
    this.#socket.write(encodeFrame(type, Buffer.from(payload)))
  }

  end(bytes: Uint8Array | string = ''): void {
    this.#socket.end(bytes)
  }
}

export async function scriptAgent(script: Script): Promise<ScriptedAgent> {
  const folder = await mkdtemp(path.join(tmpdir(), 'agentkernel-agent-'))
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (data) => {
      socket.pause()
      socket.unshift(data.subarray(data.indexOf('\n') + 1))
      socket.write('OK 1\n')
      script(new ScriptedGuest(socket)).catch(() => socket.destroy())
    })
  })
  await new Promise<void>((resolve) => server.listen(path.join(folder, 'v.sock'), resolve))
  return {
    folder,
    socketName: 'v.sock',
    async close() {
      server.close()
      await rm(folder, { recursive: true })
    }
  }
}

async function* readFrames(socket: Socket): AsyncGenerator<Frame> {
  const reader = new FrameReader()
  for await (const chunk of socket) yield* reader.take(Buffer.from(chunk))
}
