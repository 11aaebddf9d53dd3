import { join } from 'node:path'
import type { Log, Machine, Processes } from '#core/ports'
import { askHelper } from './credential-helper'
import type { RegistryCredential, RegistryCredentials } from './credentials'
import { dockerConfigDirectory, readConfigFile, type DockerConfig } from './docker-config'
import { qualifyReference, toRegistry } from './image-reference'

/** Docker Hub goes by this name in files and helpers. */
const dockerHub = 'https://index.docker.io/v1/'

interface CredentialTools {
  readonly machine: Machine
  readonly processes: Processes
  readonly log: Log
}

/** The files in which logins are kept, the one that counts first. */
export function credentialFiles(kind: 'docker' | 'podman', machine: Machine): string[] {
  const { environment, homeDirectory } = machine
  const docker = join(dockerConfigDirectory(machine), 'config.json')
  if (kind === 'docker') return [docker]
  const { REGISTRY_AUTH_FILE: named, XDG_RUNTIME_DIR: runtime, XDG_CONFIG_HOME: config } = environment
  return [
    ...(named ? [named] : []),
    ...(runtime ? [join(runtime, 'containers/auth.json')] : []),
    join(config ?? join(homeDirectory, '.config'), 'containers/auth.json'),
    docker
  ]
}

/**
 * The user's logins from the files and helper programs of Docker and Podman, read at each pull. What
 * cannot be read is logged and left out: it never stands in the way of an anonymous pull.
 */
export function createRegistryCredentials(kind: 'docker' | 'podman', tools: CredentialTools): RegistryCredentials {
  return {
    forImage: async (reference, { signal }) => {
      for (const file of credentialFiles(kind, tools.machine)) {
        const read = await readConfigFile(file, tools.machine)
        if ('problem' in read) tools.log.warn('registry logins were not read', { file, problem: read.problem.key })
        const found = 'config' in read ? await findIn(read.config, reference, tools, signal) : null
        if (found) return found
      }
      return null
    }
  }
}

async function findIn(config: DockerConfig, reference: string, tools: CredentialTools, signal: AbortSignal): Promise<RegistryCredential | null> {
  const server = toServer(toRegistry(reference))
  const helper = findHelper(config, server)
  const told = helper === undefined ? null : await askHelper(helper, server, tools.machine, tools.processes, signal)
  if (told && 'problem' in told) tools.log.warn('credential helper was not used', { helper, registry: server, problem: told.problem })
  else if (told) return toCredential(server, told.username, told.secret)
  return findInAuths(config.auths ?? {}, server, qualifyReference(reference))
}

function findHelper({ credHelpers, credsStore }: DockerConfig, server: string): string | undefined {
  const own = Object.entries(credHelpers ?? {}).find(([key]) => toServer(toHost(key)) === server)
  return own?.[1] ?? (credsStore || undefined)
}

type Auths = NonNullable<DockerConfig['auths']>

/** Podman also keys by repository or a part of its path: the longest that fits counts. */
function findInAuths(auths: Auths, server: string, qualified: string): RegistryCredential | null {
  const fits = Object.entries(auths).filter(([key]) => toServer(toHost(key)) === server && (!isPath(key) || isWithin(qualified, key)))
  const [, entry] = fits.toSorted(([a], [b]) => Number(isPath(b)) - Number(isPath(a)) || b.length - a.length)[0] ?? []
  if (!entry) return null
  if (entry.identitytoken) return { username: '', password: '', serveraddress: server, identitytoken: entry.identitytoken }
  const [username, password] = entry.auth ? decode(entry.auth) : [entry.username, entry.password]
  return username && password !== undefined ? { username, password, serveraddress: server } : null
}

function toCredential(server: string, username: string, secret: string): RegistryCredential {
  return username === '<token>'
    ? { username: '', password: '', serveraddress: server, identitytoken: secret }
    : { username, password: secret, serveraddress: server }
}

/** `quay.io/team` is a path; `https://index.docker.io/v1/` and `ghcr.io/v2/` are a registry's old forms. */
function isPath(key: string): boolean {
  return !key.includes('://') && /\/(?!v[12]\/?$)./.test(key)
}

function isWithin(qualified: string, key: string): boolean {
  return qualified.startsWith(`${key}/`) || qualified.startsWith(`${key}:`) || qualified.startsWith(`${key}@`)
}

function toHost(key: string): string {
  return key.replace(/^https?:\/\//, '').split('/')[0] ?? key
}

function toServer(registry: string): string {
  return ['docker.io', 'index.docker.io', 'registry-1.docker.io'].includes(registry) ? dockerHub : registry
}

/** `user:password` in base64; a password may have colons, and some tools pad it with zero bytes. */
function decode(auth: string): [string, string] | [undefined, undefined] {
  const text = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '')
  const colon = text.indexOf(':')
  return colon > 0 ? [text.slice(0, colon), text.slice(colon + 1)] : [undefined, undefined]
}
