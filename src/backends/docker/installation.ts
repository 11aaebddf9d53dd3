import { join } from 'node:path'
import type { Remedy } from '#contract/text'
import { findProgram, type Machine } from '#core/ports'
import { findDistribution, type Distribution } from '../engine-api/distribution'

/** What of Docker is on the machine: the engine, only its client, or nothing. */
export type Installation = 'engine' | 'client' | 'none'

const systemDirectories = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin', '/opt/homebrew/bin', '/snap/bin']

export async function findInstallation(machine: Machine): Promise<Installation> {
  if (await findDesktop(machine)) return 'engine'
  const engines = machine.platform === 'linux' ? ['dockerd'] : ['colima', 'orbctl']
  const directories = machine.platform === 'win32' ? [] : [...systemDirectories, join(machine.homeDirectory, 'bin')]
  for (const name of engines) if (await findProgram(name, machine, directories)) return 'engine'
  return (await findProgram('docker', machine, directories)) ? 'client' : 'none'
}

/** Docker Desktop, or a product that does the same, as the program to start; null when there is none. */
export async function findDesktop({ platform, environment, homeDirectory, files }: Machine): Promise<string | null> {
  const applications = ['Docker.app', 'OrbStack.app', 'Rancher Desktop.app'].flatMap((name) => [`/Applications/${name}`, join(homeDirectory, 'Applications', name)])
  const places: Record<Machine['platform'], string[]> = {
    darwin: applications,
    win32: [`${environment['ProgramFiles'] ?? 'C:\\Program Files'}\\Docker\\Docker\\Docker Desktop.exe`],
    linux: ['/opt/docker-desktop/bin/docker-desktop']
  }
  for (const place of places[platform]) if (await files.stat(place).then(() => true, () => false)) return place
  return null
}

/** How to get Docker here, the shortest way first. */
export async function toInstallRemedies(machine: Machine): Promise<Remedy[]> {
  const url = 'https://docs.docker.com/get-started/get-docker/'
  if (machine.platform === 'darwin') return [{ text: { key: 'remedies.docker_install' }, command: 'brew install --cask docker', url }]
  if (machine.platform === 'win32') return [{ text: { key: 'remedies.docker_install' }, command: 'winget install --exact --id Docker.DockerDesktop', url }]
  const distribution = await findDistribution(machine)
  return [{ text: { key: 'remedies.docker_install' }, url: 'https://docs.docker.com/engine/install/', ...(distribution && { command: commands[distribution] }) }]
}

/** The distribution's own package, which starts the engine or is told to. */
const commands: Readonly<Record<Distribution, string>> = {
  debian: 'sudo apt-get install --yes docker.io',
  fedora: 'sudo dnf install --assumeyes moby-engine && sudo systemctl enable --now docker',
  arch: 'sudo pacman -S docker && sudo systemctl enable --now docker',
  suse: 'sudo zypper install docker && sudo systemctl enable --now docker',
  alpine: 'sudo apk add docker && sudo rc-update add docker && sudo service docker start'
}
