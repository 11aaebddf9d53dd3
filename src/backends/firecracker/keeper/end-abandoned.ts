import type { Clock } from '#core/ports'
import { isAlive } from '../state/process-identity'
import { findStrays } from '../state/find-strays'
import type { SandboxFiles, SandboxState } from '../state/sandbox-files'
import type { SandboxStore } from '../state/sandbox-store'
import { endMonitor } from '../vmm/end-monitor'
import { clearAfter } from '../vmm/stop-machine'

export interface AbandonedOptions {
  readonly store: SandboxStore
  readonly files: SandboxFiles
  readonly objectId: string
  readonly clock: Clock
  readonly signal: AbortSignal
}

export const abandonedDetail = 'the process that started it ended in the middle'

/** Whoever was starting it is gone: nobody will say that it runs. */
export async function isAbandoned({ phase, hand }: Pick<SandboxState, 'phase' | 'hand'>): Promise<boolean> {
  return (phase === 'starting' || phase === 'filling') && !(await isAlive(hand))
}

/** Takes away what is left of a start whose process was killed. Harmless when there is none. To be called without the sandbox's lock. */
export async function endAbandoned({ store, files, objectId, clock, signal }: AbandonedOptions): Promise<void> {
  if (!(await isAbandoned(await files.state()))) return
  await store.locked(objectId, { signal }, async () => {
    const state = await files.state()
    if (!(await isAbandoned(state)) || !(await files.config())) return
    await endMonitor(state.monitor, clock)
    for (const stray of await findStrays(objectId)) await endMonitor(stray, clock)
    await clearAfter({ files, state })
    const hasRun = state.startedAt !== null
    const end = hasRun ? { exitCode: null, wasOutOfMemory: false, detail: abandonedDetail } : null
    await store.writeState(objectId, { ...state, phase: hasRun ? 'stopped' : 'created', monitor: null, uplink: null, hand: null, ports: [], end })
    await files.removeKeeper()
  })
}
