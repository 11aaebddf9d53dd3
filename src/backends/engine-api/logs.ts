import { TextDecoder } from 'node:util'
import type { Readable } from 'node:stream'
import type { Task } from '#contract/progress'
import type { LogLine } from '#contract/sandbox'
import type { ObjectRef } from '#core/ports'
import type { EngineContext } from './context'
import { withErrors } from './errors'
import { FrameParser } from './frames'
import { toIso } from './engine-time'

export interface LogOptions {
  readonly follow: boolean
  readonly tail?: number
  readonly since?: string
}

/** Output of the main process. Each of the engine's frames is one line, or a piece of a long one, with its time in front. */
export async function* readLogs({ api }: EngineContext, ref: ObjectRef, options: LogOptions, task: Task): AsyncGenerator<LogLine> {
  const query = { stdout: true, stderr: true, timestamps: true, follow: options.follow, tail: options.tail ?? 'all', ...(options.since && { since: toUnixTime(options.since) }) }
  const stream = await withErrors(api.info, ref.name, async () => {
    return await api.stream({ method: 'GET', path: `/containers/${ref.objectId}/logs`, query, signal: task.signal })
  })
  try {
    yield* readLines(stream)
  } catch (error) {
    throw api.toBroken(error, task.signal)
  } finally {
    stream.destroy()
  }
}

/** A longer frame is passed on in parts: nothing of the inside makes us keep more. */
const maxPartBytes = 256 * 1024

export async function* readLines(stream: Readable | AsyncIterable<Buffer>): AsyncGenerator<LogLine> {
  const parser = new FrameParser()
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
  let parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    for (const { stream: name, data } of parser.parse(chunk)) {
      parts.push(data)
      size += data.byteLength
      if (!parser.isWhole && size < maxPartBytes) continue
      // A character may be cut where the engine cuts a long line: the decoder of its stream keeps the half.
      yield toLine(name, Buffer.concat(parts), decoders[name])
      parts = []
      size = 0
    }
  }
}

const timestamp = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)) ?/

function toLine(stream: LogLine['stream'], frame: Buffer, decoder: TextDecoder): LogLine {
  const time = timestamp.exec(frame.subarray(0, 64).toString('latin1'))
  const text = decoder.decode(frame.subarray(time?.[0].length ?? 0), { stream: true })
  const at = time?.[1] === undefined ? undefined : toIso(time[1])
  return { stream, text, ...(at && { at }) }
}

function toUnixTime(iso: string): string {
  return (Date.parse(iso) / 1000).toFixed(3)
}
