import type { Clock, Log, Machine, Processes } from '#core/ports'

/** What the backends of the Docker API are given. */
export interface EngineBackendDependencies {
  readonly machine: Machine
  readonly processes: Processes
  readonly clock: Clock
  readonly log: Log
  /** The user's choices as they are now; asked at each detection, so that a change holds without a restart. */
  readonly settings: () => Promise<EndpointSettings>
}

export interface EndpointSettings {
  readonly dockerEndpoint: string | null
  readonly podmanEndpoint: string | null
}
