import type { Machine } from '#core/ports'
import { listSockets } from '../engine-api/list-sockets'
import { watchFound } from '../engine-api/watch-found'
import { discoverNamed, findUsualSockets } from './discover'

/** Tells when the socket that is in use, or could be, comes or goes: a machine or a service that starts makes it. Runs nothing. */
export function watchPodman(machine: Machine, setting: () => Promise<string | null>, signal: AbortSignal): AsyncGenerator<void> {
  const find = async (): Promise<string[]> => {
    const discovery = discoverNamed(machine, await setting()) ?? { type: 'well-known' as const, candidates: await findUsualSockets(machine), deadEnds: [] }
    return listSockets(discovery, machine)
  }
  return watchFound(machine, find, signal)
}
