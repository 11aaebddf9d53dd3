import { join } from 'node:path'
import type { Machine, Processes } from '#core/ports'
import { toNamed, type Candidate, type Discovery } from '../engine-api/candidate'
import { findPodmanMachines, usualMachineSockets } from './machine-sockets'
import { findPodman } from './podman-program'

/** Where Podman's API may be served: our setting and CONTAINER_HOST end the search, whether they work or not. */
export async function discoverPodman(machine: Machine, processes: Processes, setting: string | null, signal: AbortSignal): Promise<Discovery> {
  const named = discoverNamed(machine, setting)
  if (named) return named
  const candidates = machine.platform === 'linux' ? await linuxSockets(machine) : await machineSockets(machine, processes, signal)
  return { type: 'well-known', candidates, deadEnds: [] }
}

/** Null where nothing names a place. */
export function discoverNamed(machine: Machine, setting: string | null): Discovery | null {
  const { CONTAINER_HOST: host } = machine.environment
  if (setting) return withIdentity(toNamed(setting, 'settings'), machine)
  return host ? withIdentity(toNamed(host, 'CONTAINER_HOST'), machine) : null
}

/** Where sockets usually are, found by a look at the disk alone. */
export async function findUsualSockets(machine: Machine): Promise<Candidate[]> {
  return machine.platform === 'linux' ? linuxSockets(machine) : usualMachineSockets(machine)
}

/** Podman's ssh endpoints come with a key file in a variable of its own. */
function withIdentity(discovery: Discovery, { environment }: Machine): Discovery {
  const { CONTAINER_SSHKEY: identityFile } = environment
  if (discovery.type !== 'named' || discovery.candidate.endpoint.type !== 'ssh' || !identityFile) return discovery
  return { type: 'named', candidate: { ...discovery.candidate, endpoint: { ...discovery.candidate.endpoint, identityFile } } }
}

/**
 * Rootless is what an ordinary user gets: the system's socket, where it is open to them, counts only
 * when they have no Podman of their own.
 */
async function linuxSockets(machine: Machine): Promise<Candidate[]> {
  const { userId, environment } = machine
  const runtimeDirectories = [environment['XDG_RUNTIME_DIR'], userId ? `/run/user/${userId}` : undefined].filter((directory) => directory?.startsWith('/'))
  const own = runtimeDirectories.map((directory) => join(String(directory), 'podman/podman.sock'))
  const system = '/run/podman/podman.sock'
  const paths = userId === 0 ? [system, ...own] : (await findPodman(machine)) ? own : [...own, system]
  return [...new Set(paths)].map((path) => ({ source: 'well-known socket', endpoint: { type: 'unix', path } }))
}

async function machineSockets(machine: Machine, processes: Processes, signal: AbortSignal): Promise<Candidate[]> {
  const usual = usualMachineSockets(machine)
  for (const { endpoint } of usual) if (endpoint.type === 'unix' && (await exists(endpoint.path, machine))) return usual
  const file = await findPodman(machine)
  const machines = file ? await findPodmanMachines(file, machine, processes, signal) : []
  const candidates = machines.filter(({ isRunning }) => isRunning).flatMap(({ candidate }) => candidate ?? [])
  return candidates.length > 0 ? candidates : usual
}

function exists(path: string, { files }: Machine): Promise<boolean> {
  return files.stat(path).then(
    () => true,
    () => false
  )
}
