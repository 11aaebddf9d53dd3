import type { Socket } from 'node:net'
import { finished } from 'node:stream/promises'
import { explain, type AgentSubject } from './agent-problem'
import type { GuestConnection } from './agent-types'
import type { Field } from './fields'
import type { Frame } from './frame'
import { lost, Operation, unexpected, type AgentPlace } from './operation'

/** Connects to what the fields of `D` name; resolves when the program there has taken the connection. */
export async function dialGuest(place: AgentPlace, subject: AgentSubject, to: readonly Field[], signal: AbortSignal): Promise<GuestConnection> {
  try {
    const operation = await Operation.open(place, 'D', to, signal)
    const frames = operation.frames()
    const first = await frames.next()
    if (first.done) throw lost()
    if (first.value.type !== 'B') throw unexpected(first.value)
    operation.release()
    return { pipe: async (local) => await pipe(operation, frames, local), close: () => operation.close() }
  } catch (error) {
    throw explain(error, signal, subject)
  }
}

/** A side that breaks takes the other with it. */
async function pipe(operation: Operation, frames: AsyncGenerator<Frame>, local: Socket): Promise<void> {
  try {
    await Promise.all([sendAll(operation, local), receiveAll(frames, local)])
  } catch {
    local.destroy()
  } finally {
    operation.close()
  }
}

async function sendAll(operation: Operation, local: Socket): Promise<void> {
  try {
    for await (const chunk of local.iterator({ destroyOnReturn: false })) await operation.sendData(chunk)
    operation.send('E')
  } catch (error) {
    operation.close()
    throw error
  }
}

async function receiveAll(frames: AsyncGenerator<Frame>, local: Socket): Promise<void> {
  for await (const frame of frames) {
    if (frame.type === 'C') return
    if (frame.type === 'E') local.end()
    else if (frame.type !== 'O') throw unexpected(frame)
    else if (!local.write(frame.payload)) await drained(local)
  }
  throw lost()
}

async function drained(local: Socket): Promise<void> {
  const over = new AbortController()
  try {
    await Promise.race([new Promise((resolve) => local.once('drain', resolve)), finished(local, { readable: false, signal: over.signal })])
  } finally {
    over.abort()
  }
}
