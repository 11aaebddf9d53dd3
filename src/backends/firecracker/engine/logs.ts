import { AppError } from '#contract/errors'
import type { LogLine } from '#contract/sandbox'
import type { LogPower } from '#core/ports'
import type { GuestLogRecord } from '../agent/agent-types'
import { readKeptLog } from '../keeper/kept-log'
import { findSandbox, type EngineContext, type Found } from './context'
import { readStanding } from './engine-object'

/** As much as an honest guest keeps, and no more. */
const mostTailBytes = 16 * 1_048_576

/** From the guest while there is one, else from what the keeper wrote. */
export function createLogPower(context: EngineContext): LogPower {
  return {
    async *read(ref, options, task) {
      const found = await findSandbox(context, ref, task)
      const isRunning = (await readStanding(found.files)).standing === 'running'
      const toLine = createDecoder(options.since === undefined ? -Infinity : Date.parse(options.since))
      const past = isRunning ? found.agent.log({ follow: false }, task.signal) : readKeptLog(found.files)
      let count = 0
      for await (const record of options.tail === undefined ? past : takeTail(past, options.tail, (seen) => (count = seen))) {
        if (options.tail === undefined) count += 1
        yield* toLine(record)
      }
      if (!options.follow || !isRunning) return
      for await (const record of followFrom(found, count, task.signal)) yield* toLine(record)
    }
  }
}

/** The last lines, whole as they were said; `onSeen` is told how many records there were. */
export async function* takeTail(past: AsyncIterable<GuestLogRecord>, tail: number, onSeen: (count: number) => void): AsyncGenerator<GuestLogRecord> {
  const records: GuestLogRecord[] = []
  let [count, lines, bytes] = [0, 0, 0]
  for await (const record of past) {
    count += 1
    records.push({ ...record, data: Buffer.from(record.data) })
    lines += countLines(record)
    bytes += record.data.byteLength
    // It is the guest that says what a line is.
    for (let first = records[0]; first && (lines - countLines(first) >= tail || bytes > mostTailBytes); first = records[0]) {
      lines -= countLines(first)
      bytes -= first.data.byteLength
      records.shift()
    }
  }
  onSeen(count)
  yield* cutToTail(records, lines, tail)
}

function countLines({ data }: GuestLogRecord): number {
  let lines = 0
  for (const byte of data) if (byte === 10) lines += 1
  return lines
}

function cutToTail([first, ...rest]: GuestLogRecord[], lines: number, tail: number): GuestLogRecord[] {
  if (!first || tail === 0) return []
  let [data, excess] = [Buffer.from(first.data), lines - tail]
  for (; excess > 0; excess -= 1) data = data.subarray(data.indexOf(10) + 1)
  return [{ ...first, data }, ...rest]
}

/** What comes after the first records, to the end of the sandbox. */
async function* followFrom({ agent, files }: Found, skipped: number, signal: AbortSignal): AsyncGenerator<GuestLogRecord> {
  let seen = 0
  try {
    for await (const record of agent.log({ follow: true }, signal)) if (++seen > skipped) yield record
  } catch (error) {
    signal.throwIfAborted()
    // The machine went away: that is the end.
    const isOver = AppError.is(error, 'SANDBOX_NOT_RUNNING', 'BACKEND_UNREACHABLE') && (await readStanding(files)).standing !== 'running'
    if (!isOver) throw error
  }
}

/** Characters may be cut between records of a stream. */
function createDecoder(since: number): (record: GuestLogRecord) => LogLine[] {
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
  return ({ stream, at, data }) => {
    const text = decoders[stream].decode(data, { stream: true })
    return text === '' || at < since ? [] : [{ stream, text, at: new Date(at).toISOString() }]
  }
}
