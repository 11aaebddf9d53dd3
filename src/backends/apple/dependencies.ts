import type { Clock, Log, Machine, Processes } from '#core/ports'
import type { HostProbe } from './host-probe'

/** What the backend for Apple's `container` is given. */
export interface AppleDependencies {
  readonly machine: Machine
  readonly processes: Processes
  readonly clock: Clock
  readonly log: Log
  /** What macOS tells about itself; default: the real one. */
  readonly probe?: HostProbe
  /** The `container` program, when it is not to be looked for. */
  readonly program?: string
}
