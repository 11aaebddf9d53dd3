import type { Attempt } from '#contract/backend'
import type { MachineFiles } from '#core/ports'
import type { Candidate, DeadEnd } from './candidate'
import type { Connection } from './connection'
import { toDisplay, type Endpoint } from './endpoint'
import { toOtherFlavour, type Flavour } from './identity'
import { probe, toProbeFailure, type ProbeFailure, type ProbeResult } from './probe'

/** One place after it was asked. */
export type Sighting =
  | { readonly outcome: 'match'; readonly candidate: Candidate; readonly connection: Connection; readonly version: string }
  | { readonly outcome: 'mismatch'; readonly candidate: Candidate; readonly flavour: Flavour; readonly version: string }
  | { readonly outcome: 'failure'; readonly candidate: Candidate; readonly failure: ProbeFailure }

export interface SurveyTools {
  readonly files: MachineFiles
  readonly connect: (endpoint: Endpoint) => Connection
  readonly signal: AbortSignal
}

/**
 * Asks all candidates at once and answers in their order, so that the result never depends on which
 * was quicker. Connections of those that are not the engine we look for are closed.
 */
export function survey(candidates: readonly Candidate[], flavour: Flavour, tools: SurveyTools): Promise<Sighting>[] {
  const sightings = candidates.map((candidate) => ask(candidate, flavour, tools))
  // Whoever waits for the first only must not be ended by the rejection of a later one.
  for (const pending of sightings) pending.catch(() => undefined)
  return sightings
}

/** The first that matches; the others are dropped. Waits only for those that come before it. */
export async function firstMatch(sightings: readonly Promise<Sighting>[]): Promise<Extract<Sighting, { outcome: 'match' }> | null> {
  for (const [index, pending] of sightings.entries()) {
    const sighting = await pending
    if (sighting.outcome !== 'match') continue
    dropAll(sightings.slice(index + 1))
    return sighting
  }
  return null
}

function dropAll(sightings: readonly Promise<Sighting>[]): void {
  for (const pending of sightings) {
    pending.then(
      (sighting) => sighting.outcome === 'match' && sighting.connection.close(),
      () => undefined
    )
  }
}

async function ask(candidate: Candidate, flavour: Flavour, tools: SurveyTools): Promise<Sighting> {
  const absent = await findAbsent(candidate.endpoint, tools.files)
  if (absent) return { outcome: 'failure', candidate, failure: absent }
  const connection = tools.connect(candidate.endpoint)
  const result = await probe(connection, tools.signal).catch((error: unknown) => {
    connection.close()
    throw error
  })
  if ('flavour' in result && result.flavour === flavour) return { outcome: 'match', candidate, connection, version: result.version }
  connection.close()
  return toSighting(candidate, result)
}

function toSighting(candidate: Candidate, result: ProbeResult): Sighting {
  return 'failure' in result
    ? { outcome: 'failure', candidate, failure: result.failure }
    : { outcome: 'mismatch', candidate, flavour: result.flavour, version: result.version }
}

/** Most well-known sockets do not exist: a look at the file is cheaper than a connection. */
async function findAbsent(endpoint: Endpoint, files: MachineFiles): Promise<ProbeFailure | null> {
  if (endpoint.type !== 'unix') return null
  try {
    const found = await files.stat(endpoint.path)
    return found.isSocket() ? null : { kind: 'not_a_socket', params: {} }
  } catch (error) {
    return toProbeFailure(error, 0)
  }
}

export function toAttempt(sighting: Sighting): Attempt {
  const { source, endpoint } = sighting.candidate
  const target = toDisplay(endpoint)
  switch (sighting.outcome) {
    case 'match':
      return { target, source, outcome: { key: 'reasons.attempt_answered', params: { version: sighting.version } } }
    case 'mismatch':
      return { target, source, outcome: toOtherFlavour(sighting.flavour, sighting.version) }
    case 'failure':
      return { target, source, outcome: { key: `reasons.attempt_${sighting.failure.kind}`, params: sighting.failure.params } }
  }
}

export function toAttemptOfDeadEnd({ source, target, problem }: DeadEnd): Attempt {
  return { target, source, outcome: problem }
}
