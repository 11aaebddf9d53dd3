import { join, posix } from 'node:path'
import type { Machine } from '#core/ports'
import { toNamed, type Candidate, type DeadEnd, type Discovery } from '../engine-api/candidate'
import { dockerConfigDirectory, readDockerConfig } from '../registry/docker-config'
import { findContext } from './context'
import { addTlsOfEnvironment } from './tls'

/**
 * Where Docker may be, in the order of its own client: our setting, DOCKER_HOST, DOCKER_CONTEXT and the
 * current context each end the search, whether they work or not; otherwise the well-known sockets.
 */
export async function discoverDocker(machine: Machine, setting: string | null): Promise<Discovery> {
  const { DOCKER_HOST: host, DOCKER_CONTEXT: contextName } = machine.environment
  if (setting) return addTlsOfEnvironment(toNamed(setting, 'settings'), machine)
  if (host) return addTlsOfEnvironment(toNamed(host, 'DOCKER_HOST'), machine)
  if (contextName === 'default') return { type: 'named', candidate: { source: 'DOCKER_CONTEXT', endpoint: defaultEndpoint(machine) } }
  if (contextName) return findContext(contextName, 'DOCKER_CONTEXT', machine)
  const read = await readDockerConfig(machine)
  const current = 'config' in read ? read.config.currentContext : undefined
  if (current && current !== 'default') return findContext(current, `context ${current}`, machine)
  const deadEnds: DeadEnd[] = 'problem' in read ? [{ source: 'config.json', target: read.file, problem: read.problem }] : []
  return { type: 'well-known', candidates: await wellKnown(machine), deadEnds }
}

export function defaultEndpoint(machine: Machine): Candidate['endpoint'] {
  return machine.platform === 'win32' ? { type: 'npipe', path: '//./pipe/docker_engine' } : { type: 'unix', path: '/var/run/docker.sock' }
}

async function wellKnown(machine: Machine): Promise<Candidate[]> {
  if (machine.platform === 'win32') {
    return ['docker_engine', 'dockerDesktopLinuxEngine'].map((pipe) => ({ source: 'well-known pipe', endpoint: { type: 'npipe', path: `//./pipe/${pipe}` } }))
  }
  const paths = ['/var/run/docker.sock', ...rootlessPaths(machine), ...desktopPaths(machine), ...(await virtualMachinePaths(machine))]
  return [...new Set(paths)].map((path) => ({ source: 'well-known socket', endpoint: { type: 'unix', path } }))
}

function rootlessPaths({ platform, environment, userId }: Machine): string[] {
  if (platform !== 'linux') return []
  const directories = [environment['XDG_RUNTIME_DIR'], userId ? `/run/user/${userId}` : undefined]
  return directories.filter((directory) => directory?.startsWith('/')).map((directory) => posix.join(String(directory), 'docker.sock'))
}

function desktopPaths(machine: Machine): string[] {
  const configDirectory = dockerConfigDirectory(machine)
  const home = machine.homeDirectory
  return [
    ...new Set([configDirectory, join(home, '.docker')].flatMap((directory) => [join(directory, 'run/docker.sock'), join(directory, 'desktop/docker.sock')])),
    join(home, '.orbstack/run/docker.sock'),
    join(home, '.rd/docker.sock')
  ]
}

/** Colima and Lima keep a socket per profile; `default` first, then by name. */
async function virtualMachinePaths({ homeDirectory, environment, files }: Machine): Promise<string[]> {
  const colima = environment['COLIMA_HOME'] ?? join(homeDirectory, '.colima')
  const colimaOfConfig = join(environment['XDG_CONFIG_HOME'] ?? join(homeDirectory, '.config'), 'colima')
  const lima = environment['LIMA_HOME'] ?? join(homeDirectory, '.lima')
  const socketsIn = async (directory: string, socket: string): Promise<string[]> => {
    const names = await files.readdir(directory).catch(() => [])
    const profiles = names.filter((name) => !name.startsWith('_') && !name.startsWith('.'))
    return profiles.toSorted((a, b) => Number(b === 'default') - Number(a === 'default') || (a < b ? -1 : 1)).map((name) => join(directory, name, socket))
  }
  const found = await Promise.all([socketsIn(colima, 'docker.sock'), socketsIn(colimaOfConfig, 'docker.sock'), socketsIn(lima, 'sock/docker.sock')])
  return found.flat()
}
