import type { Backend } from '#core/ports'
import { actions as appleActions } from './apple/remedies'
import { startAction } from './docker/actions'
import type { EndpointSettings, EngineBackendDependencies } from './engine-api/dependencies'
import { createFirecrackerBackend, type FirecrackerChoices } from './firecracker/firecracker-backend'
import { toExporters } from './firecracker/images/exporters'
import type { KeeperProgram } from './firecracker/keeper/keeper-program'
import { LateBackend } from './late-backend'
import { startMachineAction } from './podman/actions'

export interface BackendDependencies extends EngineBackendDependencies {
  readonly settings: () => Promise<EndpointSettings & FirecrackerChoices>
  /** Where the microVMs' agent lies when it was built. */
  readonly guestAgent: string
  /** How the process that stays beside a running microVM is started. */
  readonly keeper: KeeperProgram
}

/** All backends in order of preference. Costs nothing: they look, connect and load their libraries when they are used. */
export function createBackends(dependencies: BackendDependencies): Backend[] {
  const apple = new LateBackend({ kind: 'apple', isolation: 'own-kernel', actions: Object.values(appleActions), load: async () => (await import('./apple/apple-backend')).createAppleBackend(dependencies) })
  const docker = new LateBackend({ kind: 'docker', isolation: 'shared-kernel', actions: [startAction], watchesPlaces: true, load: async () => (await import('./docker/docker-backend')).createDockerBackend(dependencies) })
  const podman = new LateBackend({ kind: 'podman', isolation: 'shared-kernel', actions: [startMachineAction], watchesPlaces: true, load: async () => (await import('./podman/podman-backend')).createPodmanBackend(dependencies) })
  const firecracker = createFirecrackerBackend({ ...dependencies, exporters: toExporters([{ title: 'Docker', backend: docker }, { title: 'Podman', backend: podman }]) })
  return [firecracker, apple, docker, podman]
}
