import type { Clock } from '#core/ports'
import type { RegistryCredentials } from '../registry/credentials'
import type { EngineApi } from './engine-api'
import type { Container } from './inspect'
import type { Quirks } from './quirks'

/** The engine's id out of one of its containers; null when that one does not tell. */
export type RecognizeEngine = (container: Container) => string | null

/** What every part of the engine works with. */
export interface EngineContext {
  readonly api: EngineApi
  readonly quirks: Quirks
  readonly clock: Clock
  readonly credentials: RegistryCredentials
  /** Ids of images that are known to have a shell: that cannot change. */
  readonly imagesWithShell: Set<string>
  /** Which engine a container of its own shows it to be; absent where that must be asked for. */
  readonly recognize?: RecognizeEngine
}
