import { explainFile, type AgentSubject } from './agent-problem'
import type { Frame } from './frame'
import { lost, Operation, unexpected, type AgentPlace } from './operation'

/** A tar of `path`; known to be there when this resolves. */
export async function readGuestTar(place: AgentPlace, subject: AgentSubject, path: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const toError = (error: unknown): unknown => explainFile(error, path, signal, subject)
  try {
    const operation = await Operation.open(place, 'G', [['p', path]], signal)
    const frames = operation.frames()
    const first = await frames.next()
    if (first.done) throw lost()
    return readData(first.value, frames, toError)
  } catch (error) {
    throw toError(error)
  }
}

async function* readData(first: Frame, frames: AsyncGenerator<Frame>, toError: (error: unknown) => unknown): AsyncGenerator<Uint8Array> {
  try {
    for (let frame = first; frame.type !== 'C'; ) {
      if (frame.type !== 'O') throw unexpected(frame)
      yield frame.payload
      const next = await frames.next()
      if (next.done) throw lost()
      frame = next.value
    }
  } catch (error) {
    throw toError(error)
  } finally {
    await frames.return(undefined)
  }
}

export interface TarToWrite {
  readonly path: string
  readonly archive: AsyncIterable<Uint8Array>
}

export async function writeGuestTar(place: AgentPlace, subject: AgentSubject, { path, archive }: TarToWrite, signal: AbortSignal): Promise<void> {
  try {
    const operation = await Operation.open(place, 'P', [['p', path]], signal)
    const answer = operation.complete()
    // The guest may refuse while we send: its words count, not the connection that it closed.
    const [sent] = await Promise.allSettled([send(operation, archive), answer.catch(() => {})])
    await answer
    if (sent.status === 'rejected') throw sent.reason
  } catch (error) {
    throw explainFile(error, path, signal, subject)
  }
}

/** An archive that breaks off must not look like one that ended. */
async function send(operation: Operation, archive: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const piece of archive) await operation.sendData(piece)
    operation.send('E')
  } catch (error) {
    operation.close()
    throw error
  }
}
