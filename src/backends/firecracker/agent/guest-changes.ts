import type { FileDifference } from '#core/ports'
import { AgentProblem, explain, type AgentSubject } from './agent-problem'
import type { Frame } from './frame'
import { Operation, unexpected, type AgentPlace } from './operation'

const kinds: Readonly<Record<string, FileDifference['kind']>> = { A: 'added', M: 'modified', D: 'removed' }
/** Of all that is told: it is the guest that says how much that is. */
const mostBytes = 64 * 1_048_576

export async function readGuestChanges(place: AgentPlace, subject: AgentSubject, signal: AbortSignal): Promise<FileDifference[]> {
  const differences: FileDifference[] = []
  let bytes = 0
  try {
    const operation = await Operation.open(place, 'U', [], signal)
    await operation.complete((frame) => {
      bytes += frame.payload.length
      if (bytes > mostBytes) throw new AgentProblem('malformed', 'the guest tells of more changes than there can be')
      differences.push(...parseRecords(frame))
    })
    return differences
  } catch (error) {
    throw explain(error, signal, subject)
  }
}

function parseRecords(frame: Frame): FileDifference[] {
  if (frame.type !== 'O') throw unexpected(frame)
  const records = frame.payload.toString('utf8').split('\0')
  // What follows the last NUL.
  if (records.pop() !== '') throw new AgentProblem('malformed', 'the guest told of a change and broke off')
  return records.map((record) => {
    const kind = kinds[record.charAt(0)]
    if (!kind || record.charAt(1) !== '/') throw new AgentProblem('malformed', 'the guest told of a change that is none')
    return { kind, path: record.slice(1) }
  })
}
