import { join } from 'node:path'
import type { Machine } from '#core/ports'
import { listSockets } from '../engine-api/list-sockets'
import { watchFound } from '../engine-api/watch-found'
import { dockerConfigDirectory, readDockerConfig } from '../registry/docker-config'
import { contextFile } from './context'
import { discoverDocker } from './discover'

/**
 * Tells when Docker's client is switched to another context, or the current one to another engine, and when the socket that is in
 * use, or could be, comes or goes: a daemon that starts makes it, and nobody has to ask whether one is there by now.
 */
export function watchDocker(machine: Machine, setting: () => Promise<string | null>, signal: AbortSignal): AsyncGenerator<void> {
  const find = async (): Promise<string[]> => {
    const named = await setting()
    return [...(named ? [] : await findConfigFiles(machine)), ...(await listSockets(await discoverDocker(machine, named), machine))]
  }
  return watchFound(machine, find, signal)
}

/** What the environment names outright no file changes; the current context's own file changes with the context. */
async function findConfigFiles(machine: Machine): Promise<string[]> {
  const { DOCKER_HOST: host, DOCKER_CONTEXT: named } = machine.environment
  if (host) return []
  if (named) return named === 'default' ? [] : [contextFile(named, machine)]
  const read = await readDockerConfig(machine)
  const current = 'config' in read ? read.config.currentContext : undefined
  return [join(dockerConfigDirectory(machine), 'config.json'), ...(current && current !== 'default' ? [contextFile(current, machine)] : [])]
}
