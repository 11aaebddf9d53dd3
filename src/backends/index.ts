import type { Backend } from '#core/ports'
import { createAppleBackend } from './apple/apple-backend'
import { createDockerBackend } from './docker/docker-backend'
import type { EndpointSettings, EngineBackendDependencies } from './engine-api/dependencies'
import { createFirecrackerBackend } from './firecracker/firecracker-backend'
import type { FirecrackerSettings } from './firecracker/setup/setup-host'
import { createPodmanBackend } from './podman/podman-backend'

export interface BackendDependencies extends EngineBackendDependencies {
  readonly settings: () => Promise<EndpointSettings & FirecrackerSettings>
  /** Where the microVMs' agent lies when it was built. */
  readonly guestAgent: string
}

/** All backends in order of preference. Costs nothing: they look, connect and load their libraries when they are used. */
export function createBackends(dependencies: BackendDependencies): Backend[] {
  return [createFirecrackerBackend(dependencies), createAppleBackend(dependencies), createDockerBackend(dependencies), createPodmanBackend(dependencies)]
}
