import type { Detection } from '#contract/backend'
import type { BackendKind } from '#contract/backend-kind'
import { AppError } from '#contract/errors'
import type { Backend, Clock, Engine } from '#core/ports'
import { FakeDaemon } from './daemon'
import { createFakeEngine } from './engine'

export { FakeDaemon } from './daemon'
export { labelsOf } from './lifecycle'

export interface FakeBackendOptions {
  /** Which kind it poses as. */
  readonly kind: BackendKind
  readonly clock: Clock
  /** Share one to have several processes on one engine; default: one of its own. */
  readonly daemon?: FakeDaemon
  /** Default: ready. */
  readonly detection?: Partial<Detection>
}

/** A backend in memory with the semantics of the port, for specs, benchmarks and stories; never for people. */
export interface FakeBackend extends Backend {
  readonly daemon: FakeDaemon
  /** Another daemon is meant from now on; who watches for that is told, unless it is a secret. */
  switchTo(daemon: FakeDaemon, isTold?: boolean): void
  /** What `detect` finds from now on. */
  setDetection(detection: Partial<Detection>): void
}

export function createFakeBackend(options: FakeBackendOptions): FakeBackend {
  const { kind, clock } = options
  let daemon = options.daemon ?? new FakeDaemon({ clock })
  const watchers = new Set<() => void>()
  let overrides: Partial<Detection> = options.detection ?? {}
  let engine: Engine | null = null
  let openedOn: FakeDaemon | null = null

  const detection = (): Detection => ({
    state: 'ready',
    version: daemon.version,
    endpoint: `fake://${kind}`,
    rootless: daemon.isRootless,
    remedies: [],
    attempts: [{ target: `fake://${kind}`, source: 'fake', outcome: { key: 'reasons.answered' } }],
    warnings: [],
    ...(!daemon.isReachable && { state: 'broken' as const, reason: { key: 'reasons.connection_lost' } }),
    ...overrides
  })

  return {
    kind,
    isolation: kind === 'docker' || kind === 'podman' ? 'shared-kernel' : 'own-kernel',
    get daemon() {
      return daemon
    },
    switchTo(next, isTold = true) {
      daemon = next
      if (isTold) for (const tell of watchers) tell()
    },
    async *watchPlaces({ signal }) {
      let tell = (): void => {}
      const wake = (): void => tell()
      signal.addEventListener('abort', wake, { once: true })
      watchers.add(wake)
      while (!signal.aborted) {
        await new Promise<void>((resolve) => (tell = resolve))
        if (!signal.aborted) yield
      }
      watchers.delete(wake)
    },
    setDetection(detection) {
      overrides = detection
    },
    async detect(task) {
      if (openedOn !== daemon) {
        openedOn = null
        engine = null
      }
      if (daemon.faults.hanging.has('detect') || daemon.faults.hanging.has('*')) await untilAborted(task.signal)
      if (daemon.faults.delayMs > 0) await clock.sleep(daemon.faults.delayMs, task.signal).catch(() => undefined)
      return task.signal.aborted ? { ...detection(), state: 'broken', reason: { key: 'reasons.no_answer' } } : detection()
    },
    async open(task) {
      task.signal.throwIfAborted()
      const { state } = detection()
      if (state !== 'ready') throw new AppError('BACKEND_NOT_READY', { backend: kind, state, reason: overrides.reason?.key ?? state, ready: 'none' })
      openedOn ??= daemon
      engine ??= createFakeEngine(kind, daemon)
      return engine
    },
    async close() {
      engine = null
    }
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
