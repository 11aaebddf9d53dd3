import type { Backend } from '#core/ports'
import { openConnection } from '../engine-api/connection'
import type { EngineBackendDependencies } from '../engine-api/dependencies'
import { EngineBackend } from '../engine-api/engine-backend'
import { toWarnings } from '../engine-api/warnings'
import { discoverPodman } from './discover'
import { explainPodman } from './explain'

const oldestVersion = [4, 3] as const

/** Podman, by a socket that is served. */
export function createPodmanBackend(dependencies: EngineBackendDependencies): Backend {
  const { machine, settings } = dependencies
  return new EngineBackend({
    kind: 'podman',
    machine,
    connect: (endpoint) => openConnection(endpoint, () => Promise.reject(new Error('ssh'))),
    discover: async () => discoverPodman(machine, (await settings()).podmanEndpoint),
    explain: (found) => explainPodman(found, machine),
    toWarnings: (description) => toWarnings(description, oldestVersion),
    createEngine: () => Promise.reject(new Error('no engine yet'))
  })
}
