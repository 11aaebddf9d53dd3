import { TextDecoder } from 'node:util'
import type { Readable } from 'node:stream'
import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { LogLine } from '#contract/sandbox'
import type { ObjectRef } from '#core/ports'
import type { EngineContext } from './context'
import { EngineProblem, withErrors } from './errors'
import { FrameParser } from './frames'
import { toIso } from './engine-time'
import { inspectContainer } from './life'
import { untilOver } from './until-over'

const answerWithinMs = 5_000

export interface LogOptions {
  readonly follow: boolean
  readonly tail?: number
  readonly since?: string
}

/** Output of the main process. Each of the engine's frames is one line, or a piece of a long one, with its time in front. */
export async function* readLogs(context: EngineContext, ref: ObjectRef, options: LogOptions, task: Task): AsyncGenerator<LogLine> {
  const { api, clock } = context
  const query = { stdout: true, stderr: true, timestamps: true, follow: options.follow, tail: options.tail ?? 'all', ...(options.since && { since: toUnixTime(options.since) }) }
  const stream = await withErrors(api.info, ref.name, async () => {
    return await api.stream({ method: 'GET', path: `/containers/${ref.objectId}/logs`, query, signal: task.signal })
  })
  try {
    yield* readLines(options.follow ? untilOver(stream, clock, () => hasEnded(context, ref)) : stream)
  } catch (error) {
    throw api.toBroken(error, task.signal)
  } finally {
    stream.destroy()
  }
}

/** An engine that does not answer in time may only be busy: it is asked again later. */
async function hasEnded(context: EngineContext, ref: ObjectRef): Promise<boolean> {
  try {
    const { State: state } = await inspectContainer(context, ref, { signal: deadlineSignal(answerWithinMs) })
    return !state.Running
  } catch (error) {
    if (AppError.is(error, 'BACKEND_UNREACHABLE')) throw error
    return error instanceof EngineProblem && error.status === 404
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
