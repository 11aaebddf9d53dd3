import type { Backend } from '#core/ports'
import { openConnection } from '../engine-api/connection'
import { dialSsh } from '../engine-api/dial-ssh'
import type { EngineBackendDependencies } from '../engine-api/dependencies'
import { EngineBackend } from '../engine-api/engine-backend'
import { openEngine } from '../engine-api/open-engine'
import { toWarnings } from '../engine-api/warnings'
import { startAction } from './actions'
import { discoverDocker } from './discover'
import { explainDocker } from './explain'
import { dockerQuirks } from './quirks'
import { startDocker } from './start'
import { watchDocker } from './watch-docker'

const oldestVersion = [20, 10] as const

/** Docker: local, Docker Desktop and its like, or elsewhere over TLS or ssh. */
export function createDockerBackend(dependencies: EngineBackendDependencies): Backend {
  const { machine, processes, settings } = dependencies
  const backend: Backend = new EngineBackend({
    kind: 'docker',
    machine,
    connect: (endpoint) => openConnection(endpoint, (ssh) => dialSsh(ssh, 'docker', machine, processes)),
    discover: async () => discoverDocker(machine, (await settings()).dockerEndpoint),
    explain: (found) => explainDocker(found, machine),
    toWarnings: (description) => toWarnings(description, oldestVersion),
    createEngine: (connection) => openEngine('docker', connection, dockerQuirks, dependencies),
    watchPlaces: ({ signal }) => watchDocker(machine, async () => (await settings()).dockerEndpoint, signal),
    remedies: { [startAction]: (task) => startDocker(dependencies, async () => (await backend.detect(task)).state === 'ready', task) }
  })
  return backend
}
