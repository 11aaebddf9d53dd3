import { findProgram, type Machine } from '#core/ports'

const usualDirectories = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin', '/opt/podman/bin', 'C:\\Program Files\\RedHat\\Podman']

/** The podman program; null when it is not installed. */
export function findPodman(machine: Machine): Promise<string | null> {
  return findProgram('podman', machine, usualDirectories)
}
