import type { Remedy } from '#contract/text'
import { findProgram, type Machine } from '#core/ports'
import { findDistribution, type Distribution } from '../engine-api/distribution'
import type { Explanation, Found } from '../engine-api/engine-backend'
import { explainDeadEnd, explainNamed, isMiss, mostTelling, toPlaceReason } from '../engine-api/explain-place'

/** Why Podman cannot be used, from everything that was found, and the way out. */
export async function explainPodman({ discovery, sightings, unusable }: Found, machine: Machine): Promise<Explanation> {
  if (unusable) return { state: 'broken', reason: unusable, remedies: [], warnings: [] }
  if (discovery.type === 'named-wrong') return explainDeadEnd(discovery.deadEnd)
  const miss = mostTelling(sightings.filter(isMiss))
  if (discovery.type === 'named' && miss) return explainNamed(miss)
  const program = await findProgram('podman', machine, ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/opt/podman/bin'])
  if (program) return { state: 'stopped', reason: miss ? toPlaceReason(miss) : { key: 'reasons.podman_stopped' }, remedies: [], warnings: [] }
  return { state: 'missing', reason: { key: 'reasons.podman_missing' }, remedies: await toInstallRemedies(machine), warnings: [] }
}

async function toInstallRemedies(machine: Machine): Promise<Remedy[]> {
  const url = 'https://podman.io/docs/installation'
  const text = { key: 'remedies.podman_install' }
  if (machine.platform === 'darwin') return [{ text, command: 'brew install podman && podman machine init --now', url }]
  if (machine.platform === 'win32') return [{ text, command: 'winget install --exact --id RedHat.Podman && podman machine init --now', url }]
  const distribution = await findDistribution(machine)
  return [{ text, url, ...(distribution && { command: commands[distribution] }) }]
}

const commands: Readonly<Record<Distribution, string>> = {
  debian: 'sudo apt-get install --yes podman uidmap slirp4netns',
  fedora: 'sudo dnf install --assumeyes podman',
  arch: 'sudo pacman -S podman',
  suse: 'sudo zypper install podman',
  alpine: 'sudo apk add podman'
}
