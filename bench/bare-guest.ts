import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { encodeFields } from '../src/backends/firecracker/agent/fields'
import { encodeFrame, FrameReader } from '../src/backends/firecracker/agent/frame'
import { encodeTaken } from '../src/backends/firecracker/agent/window'

/** Runs a command in a guest as nothing more than its protocol asks for: what the emulated machine takes by itself. Answers the bytes of output. */
export async function askBare(folder: string, argv: readonly string[]): Promise<number> {
  const socket = connect({ path: join(folder, 'v.sock'), allowHalfOpen: true })
  await once(socket, 'connect')
  const request = encodeFrame('R', encodeFields([['v', 1], ...argv.map((argument): ['a', string] => ['a', argument])]))
  socket.write(Buffer.concat([Buffer.from('CONNECT 1024\n'), request]))
  const frames = new FrameReader()
  const ends = new Set<string>()
  let bytes = 0
  let isAnswered = false
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      const taken = bytes
      for (const { type, payload } of frames.take(isAnswered ? chunk : chunk.subarray(chunk.indexOf('\n') + 1))) {
        if (type === 'O') bytes += payload.length
        if (type === 'C' || type === 'E') ends.add(type)
      }
      isAnswered = true
      if (ends.size === 2) return bytes
      if (bytes > taken) socket.write(encodeFrame('A', encodeTaken(bytes - taken)))
    }
  } finally {
    socket.destroy()
  }
  throw new Error(`the guest left ${argv.join(' ')} before its end`)
}
