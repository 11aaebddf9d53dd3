import { download, toRange } from '../download/download'
import { ask, ConnectionFailure, RefusedAddress } from '../download/http'
import type { FilePin } from './pins'
import type { Task } from '#contract/progress'
import type { Clock } from '#core/ports'
import { toSetupError } from './failures'

/** Fetches a pinned file; goes on where an earlier attempt was cut off. Nothing is left of content that is not the pinned one. */
export async function fetchFile(pin: FilePin, into: string, clock: Clock, task: Task): Promise<void> {
  const url = new URL(pin.url)
  const { signal } = task
  const text = { key: 'progress.fetching', params: { what: pin.name, host: url.host } }
  const onBytes = (done: number): void => task.progress({ step: pin.name, text, done, ...(pin.sizeBytes !== null && { total: pin.sizeBytes }) })
  try {
    await download({ into, sha256: pin.sha256, sizeBytes: pin.sizeBytes, maxBytes: pin.maxBytes, open: (from) => openAt(url, from, signal) }, { clock, signal, onBytes })
  } catch (error) {
    throw signal.aborted ? signal.reason : toSetupError(error, { what: pin.name, where: into, host: url.host })
  }
}

async function openAt(url: URL, from: number, signal: AbortSignal): Promise<{ from: number; pieces: AsyncGenerator<Buffer> }> {
  const answer = await ask({ url, headers: toRange(from), signal })
  if (answer.status === 200) return { from: 0, pieces: answer.pieces }
  if (answer.status === 206 && beginsAt(answer.headers, from)) return { from, pieces: answer.pieces }
  await answer.pieces.return(undefined)
  // What is there may be all of it: its hash tells.
  if (answer.status === 416 && from > 0) return { from, pieces: nothing() }
  const said = `${url.host} answered with status ${answer.status}`
  throw answer.status >= 500 || answer.status === 429 ? new ConnectionFailure(said) : new RefusedAddress(said)
}

function beginsAt(headers: Headers, from: number): boolean {
  return headers.get('content-range')?.startsWith(`bytes ${from}-`) ?? false
}

async function* nothing(): AsyncGenerator<Buffer> {}
