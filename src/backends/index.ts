import type { Backend } from '#core/ports'
import { createAppleBackend } from './apple/apple-backend'
import { createDockerBackend } from './docker/docker-backend'
import type { EngineBackendDependencies } from './engine-api/dependencies'
import { createFirecrackerBackend } from './firecracker/firecracker-backend'
import { createPodmanBackend } from './podman/podman-backend'

export type BackendDependencies = EngineBackendDependencies

/** All backends in order of preference. Costs nothing: they look, connect and load their libraries when they are used. */
export function createBackends(dependencies: BackendDependencies): Backend[] {
  const { machine } = dependencies
  return [createFirecrackerBackend(machine), createAppleBackend(dependencies), createDockerBackend(dependencies), createPodmanBackend(dependencies)]
}
