import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { Text } from '#contract/text'
import type { Backend } from '#core/ports'
import { connectionOver, openConnection, type Connection } from '../engine-api/connection'
import { dialSsh } from '../engine-api/dial-ssh'
import type { EngineBackendDependencies } from '../engine-api/dependencies'
import { EngineBackend } from '../engine-api/engine-backend'
import { openEngine } from '../engine-api/open-engine'
import { toWarnings } from '../engine-api/warnings'
import { startMachineAction } from './actions'
import { discoverPodman } from './discover'
import { podmanEnvironment } from './environment'
import { explainPodman, oldestVersion, type ExplainTools } from './explain'
import { findPodmanMachines } from './machine-sockets'
import { findPodman } from './podman-program'
import { PrivateService } from './private-service'
import { podmanQuirks } from './quirks'
import { watchPodman } from './watch-podman'

/** Podman, by a socket that is served, or by an API service of our own that ends when idle. */
export function createPodmanBackend(dependencies: EngineBackendDependencies): Backend {
  const { machine, processes, settings } = dependencies
  const services = new Map<string, PrivateService>()
  // One object per program, so that many who open at once start one service.
  const serviceOf = (file: string): PrivateService => {
    const service = services.get(file) ?? new PrivateService(file, dependencies)
    services.set(file, service)
    return service
  }
  const toTools = ({ signal }: Task): ExplainTools => ({ machine, processes, signal, servicePath: (file) => serviceOf(file).socketPath })
  return new EngineBackend({
    kind: 'podman',
    machine,
    connect: (endpoint) => openConnection(endpoint, (ssh) => dialSsh(ssh, 'podman', machine, processes)),
    discover: async ({ signal }) => discoverPodman(machine, processes, (await settings()).podmanEndpoint, signal),
    explain: (found, task) => explainPodman(found, toTools(task)),
    toWarnings: (description) => toWarnings(description, oldestVersion),
    connectOtherwise: () => connectToOwnService(serviceOf, dependencies),
    createEngine: (connection) => openEngine('podman', connection, podmanQuirks, dependencies),
    watchPlaces: ({ signal }) => watchPodman(machine, async () => (await settings()).podmanEndpoint, signal),
    remedies: { [startMachineAction]: (task) => startMachine(dependencies, task) }
  })
}

/** Null where there is nothing to start a service with. */
async function connectToOwnService(serviceOf: (file: string) => PrivateService, { machine, log }: EngineBackendDependencies): Promise<Connection | { failure: Text } | null> {
  const file = machine.platform === 'linux' ? await findPodman(machine) : null
  if (!file) return null
  const service = serviceOf(file)
  try {
    const stream = await service.dial()
    stream.destroy()
  } catch (error) {
    log.warn('podman service did not start', { error })
    return { failure: { key: 'reasons.service_failed', params: { detail: error instanceof Error ? error.message : String(error) } } }
  }
  return connectionOver({ type: 'unix', path: service.socketPath }, service.dial)
}

const machineStartTimeoutMs = 180_000

async function startMachine({ machine, processes }: EngineBackendDependencies, { signal }: Task): Promise<void> {
  const file = await findPodman(machine)
  const [first] = file ? await findPodmanMachines(file, machine, processes, signal) : []
  if (!file || !first) throw new AppError('BACKEND_NOT_READY', { backend: 'podman', state: 'stopped', ready: '' }, { because: { key: 'reasons.podman_no_machine' } })
  const command = { file, args: ['machine', 'start', first.name], environment: podmanEnvironment(machine) }
  const { exitCode, stderr, failure } = await processes.run(command, { timeoutMs: machineStartTimeoutMs, signal })
  if (exitCode !== 0) throw new AppError('ENGINE_FAILED', { backend: 'podman', detail: stderr.trim().split('\n').at(-1) || String(failure ?? exitCode) })
}
