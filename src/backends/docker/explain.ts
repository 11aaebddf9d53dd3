import type { Remedy } from '#contract/text'
import type { Machine } from '#core/ports'
import type { Explanation, Found } from '../engine-api/engine-backend'
import { explainDeadEnd, explainNamed, isMiss, mostTelling, toPlaceReason, toPlaceState, type Miss } from '../engine-api/explain-place'
import { findInstallation, toInstallRemedies } from './installation'
import { toStartRemedies } from './start'

/** Why Docker cannot be used, from everything that was found, and the way out. */
export async function explainDocker({ discovery, sightings, unusable }: Found, machine: Machine): Promise<Explanation> {
  if (unusable) return { state: 'broken', reason: unusable, remedies: [], warnings: [] }
  const misses = sightings.filter(isMiss)
  if (discovery.type === 'named-wrong') return explainDeadEnd(discovery.deadEnd)
  const miss = mostTelling(misses)
  if (discovery.type === 'named' && miss) return addDeniedRemedy(explainNamed(miss), miss, machine)
  return explainWellKnown(miss, machine)
}

async function explainWellKnown(miss: Miss | null, machine: Machine): Promise<Explanation> {
  if (miss && toPlaceState(miss) === 'broken' && miss.outcome === 'failure') {
    return addDeniedRemedy({ state: 'broken', reason: toPlaceReason(miss), remedies: [], warnings: [] }, miss, machine)
  }
  const installation = await findInstallation(machine)
  if (installation === 'engine') {
    return { state: 'stopped', reason: { key: 'reasons.docker_stopped' }, remedies: await toStartRemedies(machine), warnings: [] }
  }
  const remedies = await toInstallRemedies(machine)
  if (miss?.outcome === 'mismatch') return { state: 'missing', reason: toPlaceReason(miss), remedies, warnings: [] }
  return { state: 'missing', reason: { key: installation === 'client' ? 'reasons.docker_client_only' : 'reasons.docker_missing' }, remedies, warnings: [] }
}

function addDeniedRemedy(explanation: Explanation, miss: Miss, { platform }: Machine): Explanation {
  if (miss.outcome !== 'failure' || miss.failure.kind !== 'denied' || platform !== 'linux') return explanation
  const remedy: Remedy = {
    text: { key: 'remedies.docker_group' },
    command: 'sudo usermod -aG docker "$USER"',
    url: 'https://docs.docker.com/engine/install/linux-postinstall/'
  }
  return { ...explanation, remedies: [remedy, ...explanation.remedies] }
}
