import type { Remedy } from '#contract/text'
import type { Machine } from '#core/ports'
import { findDistribution, type Distribution } from '../engine-api/distribution'

/** How to get Podman here. */
export async function toInstallRemedies(machine: Machine): Promise<Remedy[]> {
  const url = 'https://podman.io/docs/installation'
  const text = { key: 'remedies.podman_install' }
  if (machine.platform === 'darwin') return [{ text, command: 'brew install podman && podman machine init --now', url }]
  if (machine.platform === 'win32') return [{ text, command: 'winget install --exact --id RedHat.Podman', url }]
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

/** The ranges of user ids that a rootless container's users are made of. */
export const subordinateIdsRemedy: Remedy = {
  text: { key: 'remedies.podman_subordinate_ids' },
  command: 'sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 "$USER" && podman system migrate',
  url: 'https://github.com/containers/podman/blob/main/docs/tutorials/rootless_tutorial.md'
}
