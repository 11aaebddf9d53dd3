import { AgentProblem, explain, type AgentSubject } from './agent-problem'
import type { GuestQuestion } from './agent-types'
import type { Frame } from './frame'
import { Operation, unexpected, type AgentPlace } from './operation'

/** As many as the agent remembers; a guest that tells more is not ours any more. */
const mostQuestions = 128
/** Count, milliseconds ago, and a name in the letters that names of hosts have: it is shown to people. */
const form = /^(\d{1,10}) (\d{1,15}) ([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)$/
const longestName = 253

export async function readGuestQuestions(place: AgentPlace, subject: AgentSubject, signal: AbortSignal): Promise<GuestQuestion[]> {
  const questions: GuestQuestion[] = []
  try {
    const operation = await Operation.open(place, 'Q', [], signal)
    await operation.complete((frame) => {
      questions.push(...parseRecords(frame))
      if (questions.length > mostQuestions) throw new AgentProblem('malformed', 'the guest tells of more names than it remembers')
    })
    return questions
  } catch (error) {
    throw explain(error, signal, subject)
  }
}

function parseRecords(frame: Frame): GuestQuestion[] {
  if (frame.type !== 'O') throw unexpected(frame)
  const records = frame.payload.toString('latin1').split('\0')
  // What follows the last NUL.
  if (records.pop() !== '') throw new AgentProblem('malformed', 'the guest told of a name and broke off')
  return records.map((record) => {
    const [, count, agoMs, name = ''] = form.exec(record) ?? []
    if (name === '' || name.length > longestName) throw new AgentProblem('malformed', 'the guest told of a name that is none')
    return { name, count: Number(count), agoMs: Number(agoMs) }
  })
}
