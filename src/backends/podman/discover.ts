import { join } from 'node:path'
import type { Machine } from '#core/ports'
import { toNamed, type Candidate, type Discovery } from '../engine-api/candidate'

/** Where Podman's API may be served: our setting and CONTAINER_HOST end the search, whether they work or not. */
export async function discoverPodman(machine: Machine, setting: string | null): Promise<Discovery> {
  if (setting) return withIdentity(toNamed(setting, 'settings'), machine)
  const { CONTAINER_HOST: host } = machine.environment
  if (host) return withIdentity(toNamed(host, 'CONTAINER_HOST'), machine)
  return { type: 'well-known', candidates: wellKnown(machine), deadEnds: [] }
}

/** Podman's ssh endpoints come with a key file in a variable of its own. */
function withIdentity(discovery: Discovery, { environment }: Machine): Discovery {
  const { CONTAINER_SSHKEY: identityFile } = environment
  if (discovery.type !== 'named' || discovery.candidate.endpoint.type !== 'ssh' || !identityFile) return discovery
  return { type: 'named', candidate: { ...discovery.candidate, endpoint: { ...discovery.candidate.endpoint, identityFile } } }
}

/** The user's own engine before the system's: rootless is what an ordinary user gets. */
function wellKnown(machine: Machine): Candidate[] {
  const { platform, userId, environment } = machine
  if (platform === 'win32') return [{ source: 'well-known pipe', endpoint: { type: 'npipe', path: '//./pipe/podman-machine-default' } }]
  if (platform === 'darwin') return []
  const runtimeDirectories = [environment['XDG_RUNTIME_DIR'], userId ? `/run/user/${userId}` : undefined].filter((directory) => directory?.startsWith('/'))
  const rootless = runtimeDirectories.map((directory) => join(String(directory), 'podman/podman.sock'))
  const paths = userId === 0 ? ['/run/podman/podman.sock', ...rootless] : rootless
  return [...new Set(paths)].map((path) => ({ source: 'well-known socket', endpoint: { type: 'unix', path } }))
}
