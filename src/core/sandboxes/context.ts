import type { BackendKind } from '#contract/backend-kind'
import type { SandboxStatus, SandboxView } from '#contract/sandbox'
import type { AppPorts } from '../app'
import type { BackendRegistry } from '../backends/registry'
import type { Emitter } from '../emitter'
import type { KeyedLock } from '../keyed-lock'
import type { MetadataStore } from '../ports/metadata'

/** What the parts of sandbox work share within one process. */
export interface SandboxContext {
  readonly ports: AppPorts
  readonly registry: BackendRegistry
  readonly metadata: () => Promise<MetadataStore>
  /** One hand at a time per sandbox. */
  readonly locks: KeyedLock
  /** What this process is doing to a sandbox right now, shown until the engine says more. */
  readonly operations: Map<string, Extract<SandboxStatus, 'creating' | 'starting' | 'stopping'>>
  /** Ids of those whose template's set-up runs in this process. */
  readonly settingUp: Set<string>
  /** Throw-away runs whose sandbox is there, by its id. `close` removes it unless it is kept. */
  readonly runs: Map<string, { keep: (name: string | undefined) => Promise<SandboxView>; close: () => Promise<boolean> }>
  /** Ids whose view may have changed by something this process did. */
  readonly changes: Emitter<string>
  /** Backends for which this process may have been told another place to look at. */
  readonly places: Emitter<BackendKind>
  /** Work that nobody waits for but that must end before the process does. */
  readonly background: Set<Promise<unknown>>
  /** Aborted when the process lets go of everything: calls that still run are cancelled. */
  readonly closing: AbortController
}

/** Runs work that nobody waits for; a failure is logged here, once. */
export function runInBackground(context: SandboxContext, what: string, work: () => Promise<unknown>): void {
  const running = work()
    .catch((error: unknown) => context.ports.log.warn(what, { error: String(error) }))
    .finally(() => context.background.delete(running))
  context.background.add(running)
}

/** Shows `status` for the sandbox while the work runs. */
export async function showOperation<T>(
  context: SandboxContext,
  id: string,
  status: Extract<SandboxStatus, 'creating' | 'starting' | 'stopping'>,
  work: () => Promise<T>
): Promise<T> {
  context.operations.set(id, status)
  context.changes.emit(id)
  try {
    return await work()
  } finally {
    context.operations.delete(id)
    context.changes.emit(id)
  }
}
