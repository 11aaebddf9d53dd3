import { join } from 'node:path'
import type { Task } from '#contract/progress'
import type { Clock, Machine, Processes } from '#core/ports'
import type { MicrovmArtifacts } from '../vmm/artifacts'
import type { Pins } from './pins'

/** The user's own choices; null: the product decides. */
export interface FirecrackerSettings {
  readonly firecrackerProgram: string | null
  readonly firecrackerKernel: string | null
}

/** Boots a microVM once and stops it; rejects when it does not answer. */
export type BootOnce = (options: { readonly artifacts: MicrovmArtifacts; readonly processes: Processes; readonly clock: Clock; readonly timeoutMs: number }, task: Pick<Task, 'signal'>) => Promise<{ readonly bootMs: number }>

/** What set-up works with. */
export interface SetupHost {
  readonly machine: Machine
  readonly processes: Processes
  readonly clock: Clock
  readonly settings: () => Promise<FirecrackerSettings>
  /** Where the guest agent lies when it was built. */
  readonly guestAgent: string
  readonly pins: Pins
  readonly bootOnce: BootOnce
}

/** Where the backend keeps its own things. */
export function toBackendDirectory({ dataDirectory }: Pick<Machine, 'dataDirectory'>): string {
  return join(dataDirectory, 'firecracker')
}
