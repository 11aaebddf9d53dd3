import { AgentProblem, explain, type AgentSubject } from './agent-problem'
import type { GuestLogRecord } from './agent-types'
import { maxFrameBytes } from './frame'
import { lost, Operation, unexpected, type AgentPlace } from './operation'

const headerLength = 13

/** The records of the main process's log. */
export async function* readGuestLog(
  place: AgentPlace,
  subject: AgentSubject,
  { follow, onlyNew = false }: { follow: boolean; onlyNew?: boolean },
  signal: AbortSignal
): AsyncGenerator<GuestLogRecord> {
  try {
    const operation = await Operation.open(place, 'L', [...(follow ? [['f', ''] as const] : []), ...(onlyNew ? [['n', ''] as const] : [])], signal)
    let rest: Buffer = Buffer.alloc(0)
    for await (const frame of operation.frames()) {
      if (frame.type === 'C') return
      if (frame.type !== 'O') throw unexpected(frame)
      rest = Buffer.concat([rest, frame.payload])
      for (let record = parseRecord(rest); record; record = parseRecord(rest)) {
        rest = rest.subarray(headerLength + record.data.byteLength)
        yield record
      }
    }
    throw lost()
  } catch (error) {
    throw explain(error, signal, subject)
  }
}

/** Null when it is not whole yet. */
function parseRecord(bytes: Buffer): GuestLogRecord | null {
  if (bytes.length < headerLength) return null
  const stream = bytes.readUInt8(0) === 'X'.charCodeAt(0) ? 'stderr' : 'stdout'
  const length = bytes.readUInt32BE(9)
  if (length > maxFrameBytes) throw new AgentProblem('malformed', 'the guest sent a log that is none')
  if (bytes.length < headerLength + length) return null
  return { stream, at: Number(bytes.readBigUInt64BE(1)), data: bytes.subarray(headerLength, headerLength + length) }
}
