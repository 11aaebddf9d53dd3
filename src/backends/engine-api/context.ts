import type { Clock } from '#core/ports'
import type { RegistryCredentials } from '../registry/credentials'
import type { EngineApi } from './engine-api'
import type { Quirks } from './quirks'

/** What every part of the engine works with. */
export interface EngineContext {
  readonly api: EngineApi
  readonly quirks: Quirks
  readonly clock: Clock
  readonly credentials: RegistryCredentials
  /** Ids of images that are known to have a shell: that cannot change. */
  readonly imagesWithShell: Set<string>
}
