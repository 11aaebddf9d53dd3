import { explain, type AgentSubject } from './agent-problem'
import type { GuestLogRecord, LogOptions } from './agent-types'
import { parseFields, toCount } from './fields'
import { parseRecord, recordBytes } from './log-record'
import { lost, Operation, unexpected, type AgentPlace } from './operation'

/** The records of the main process's log; returns its exit code when it has ended. */
export async function* readGuestLog(
  place: AgentPlace,
  subject: AgentSubject,
  { follow, onlyNew = false, onOpen }: LogOptions,
  signal: AbortSignal
): AsyncGenerator<GuestLogRecord, number | null> {
  try {
    const operation = await Operation.open(place, 'L', [...(follow ? [['f', ''] as const] : []), ...(onlyNew ? [['n', ''] as const] : [])], signal)
    onOpen?.()
    let rest: Buffer = Buffer.alloc(0)
    for await (const frame of operation.frames()) {
      if (frame.type === 'C') return toCount(parseFields(frame.payload).get('x'))
      if (frame.type !== 'O') throw unexpected(frame)
      rest = Buffer.concat([rest, frame.payload])
      for (let record = parseRecord(rest); record; record = parseRecord(rest)) {
        rest = rest.subarray(recordBytes(record))
        yield record
      }
    }
    throw lost()
  } catch (error) {
    throw explain(error, signal, subject)
  }
}
