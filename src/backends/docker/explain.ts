import type { Remedy } from '#contract/text'
import type { Machine } from '#core/ports'
import type { Explanation, Found } from '../engine-api/engine-backend'
import { explainDeadEnd, explainNamed, isMiss, mostTelling, toPlaceReason, toPlaceState, type Miss } from '../engine-api/explain-place'
import { findInstallation, toInstallRemedies } from './installation'
import { toStartRemedies } from './start'

/** Why Docker cannot be used, from everything that was found, and the way out. */
export async function explainDocker({ discovery, sightings, unusable }: Found, machine: Machine): Promise<Explanation> {
  if (unusable) return { state: 'broken', reason: unusable, remedies: unusable.key === 'reasons.windows_containers' ? [switchRemedy] : [], warnings: [] }
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

async function addDeniedRemedy(explanation: Explanation, miss: Miss, machine: Machine): Promise<Explanation> {
  if (miss.outcome !== 'failure' || miss.failure.kind !== 'denied' || machine.platform !== 'linux') return explanation
  return { ...explanation, remedies: [(await isInDockerGroup(machine)) ? loginRemedy : groupRemedy, ...explanation.remedies] }
}

const groupRemedy: Remedy = {
  text: { key: 'remedies.docker_group' },
  command: 'sudo usermod -aG docker "$USER"',
  url: 'https://docs.docker.com/engine/install/linux-postinstall/'
}

/** Groups are given at login: who was added since has them on paper only. */
const loginRemedy: Remedy = { text: { key: 'remedies.docker_login_again' }, command: 'newgrp docker' }

const switchRemedy: Remedy = { text: { key: 'remedies.docker_switch_linux' }, command: '& "$Env:ProgramFiles\\Docker\\Docker\\DockerCli.exe" -SwitchLinuxEngine' }

async function isInDockerGroup({ environment, files }: Machine): Promise<boolean> {
  const user = environment['USER'] ?? environment['LOGNAME']
  const groups = await files.readFile('/etc/group').then((bytes) => Buffer.from(bytes).toString('utf8'), () => '')
  const members = /^docker:[^:]*:[^:]*:(.*)$/m.exec(groups)?.[1]?.split(',') ?? []
  return user !== undefined && members.includes(user)
}
