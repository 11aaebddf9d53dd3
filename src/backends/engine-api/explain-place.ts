import type { BackendState } from '#contract/backend'
import type { Remedy, Text } from '#contract/text'
import type { DeadEnd } from './candidate'
import { toDisplay } from './endpoint'
import type { Explanation } from './engine-backend'
import type { Sighting } from './survey'

/** A sighting that brought no engine to work with. */
export type Miss = Exclude<Sighting, { outcome: 'match' }>

/** The whole sentence about one place, with where and who named it. */
export function toPlaceReason(miss: Miss): Text {
  const place = { endpoint: toDisplay(miss.candidate.endpoint), source: miss.candidate.source }
  return miss.outcome === 'mismatch'
    ? { key: `reasons.place_answered_by_${miss.flavour}`, params: { ...place, version: miss.version } }
    : { key: `reasons.place_${miss.failure.kind}`, params: { ...place, ...miss.failure.params } }
}

/** Nobody listens is `stopped`; somebody who does not answer as an engine should is `broken`. */
export function toPlaceState(miss: Miss): BackendState {
  return miss.outcome === 'failure' && (miss.failure.kind === 'absent' || miss.failure.kind === 'refused') ? 'stopped' : 'broken'
}

/** The named endpoint cannot be made sense of; nothing else is tried. */
export function explainDeadEnd({ source, problem }: DeadEnd): Explanation {
  return { state: 'broken', reason: problem, remedies: [{ text: { key: 'remedies.correct_endpoint', params: { source } } }], warnings: [] }
}

/** A named endpoint that does not answer is the answer. */
export function explainNamed(miss: Miss): Explanation {
  return { state: toPlaceState(miss), reason: toPlaceReason(miss), endpoint: toDisplay(miss.candidate.endpoint), remedies: toNamedRemedies(miss), warnings: [] }
}

function toNamedRemedies(miss: Miss): Remedy[] {
  const { source, endpoint } = miss.candidate
  if (miss.outcome === 'mismatch') return miss.flavour === 'other' ? [] : [{ text: { key: 'remedies.other_backend', params: { source, backend: miss.flavour } } }]
  if (miss.failure.kind === 'denied') return []
  // Host and user have a closed alphabet (parseEndpoint): nothing in this line needs quoting.
  if (endpoint.type === 'ssh') return [{ text: { key: 'remedies.ssh_try' }, command: `ssh ${endpoint.port ? `-p ${endpoint.port} ` : ''}${endpoint.user ? `${endpoint.user}@` : ''}${endpoint.host}` }]
  return [{ text: { key: 'remedies.start_or_unset', params: { source, endpoint: toDisplay(endpoint) } } }]
}

const tellingOrder = ['denied', 'silent', 'status', 'failed', 'other', 'not_a_socket', 'refused', 'absent']

/** Of several misses the one that tells most: a door that is locked says more than one that is not there. */
export function mostTelling(misses: readonly Miss[]): Miss | null {
  const rank = (miss: Miss): number => (miss.outcome === 'mismatch' ? tellingOrder.indexOf('refused') - 0.5 : tellingOrder.indexOf(miss.failure.kind))
  return misses.toSorted((a, b) => rank(a) - rank(b))[0] ?? null
}

export function isMiss(sighting: Sighting): sighting is Miss {
  return sighting.outcome !== 'match'
}
