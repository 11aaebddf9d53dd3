import type { Backend } from '#core/ports'
import { createAppleBackend } from './apple/apple-backend'
import { createDockerBackend } from './docker/docker-backend'
import type { EndpointSettings, EngineBackendDependencies } from './engine-api/dependencies'
import { createFirecrackerBackend, type FirecrackerChoices } from './firecracker/firecracker-backend'
import { toExporters } from './firecracker/images/exporters'
import type { KeeperProgram } from './firecracker/keeper/keeper-program'
import { createPodmanBackend } from './podman/podman-backend'

export interface BackendDependencies extends EngineBackendDependencies {
  readonly settings: () => Promise<EndpointSettings & FirecrackerChoices>
  /** Where the microVMs' agent lies when it was built. */
  readonly guestAgent: string
  /** How the process that stays beside a running microVM is started. */
  readonly keeper: KeeperProgram
}

/** All backends in order of preference. Costs nothing: they look, connect and load their libraries when they are used. */
export function createBackends(dependencies: BackendDependencies): Backend[] {
  const [docker, podman] = [createDockerBackend(dependencies), createPodmanBackend(dependencies)]
  const firecracker = createFirecrackerBackend({ ...dependencies, exporters: toExporters([{ title: 'Docker', backend: docker }, { title: 'Podman', backend: podman }]) })
  return [firecracker, createAppleBackend(dependencies), docker, podman]
}
