import type { Detection } from '#contract/backend'
import { backendKinds, type BackendKind } from '#contract/backend-kind'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import { Emitter } from '../emitter'
import type { Backend } from '../ports/backend'
import type { Engine } from '../ports/engine'
import type { Clock } from '../ports/host'
import { notReady, type Detections } from '../selection'
import { runTask } from '../task'

/** How long each backend may take to say what it is, in milliseconds. Backends give up on a silent socket much sooner; this bounds slow networks and programs. */
const detectDeadlineMs = 10_000
/** How long opening a connection may take; Podman may have to start its API service. */
const openDeadlineMs = 10_000
/** A detection answers again from memory for so long. */
const freshForMs = 5000

export interface Detected {
  readonly detection: Detection
  /** Wall clock, milliseconds. */
  readonly at: number
}

/** The backends of this process: detected side by side, each within its own time, and opened at first use. */
export class BackendRegistry {
  /** A backend that was not ready before, or was never asked, is now: whoever asked. */
  readonly readied = new Emitter<BackendKind>()
  readonly #backends: ReadonlyMap<BackendKind, Backend>
  readonly #clock: Clock
  readonly #detected = new Map<BackendKind, Detected & { monotonic: number }>()
  readonly #running = new Map<BackendKind, Promise<Detected>>()

  constructor(backends: readonly Backend[], clock: Clock) {
    this.#backends = new Map(backends.map((backend) => [backend.kind, backend]))
    this.#clock = clock
  }

  get kinds(): BackendKind[] {
    return backendKinds.filter((kind) => this.#backends.has(kind))
  }

  get(kind: BackendKind): Backend {
    const backend = this.#backends.get(kind)
    if (!backend) throw notReady(kind, {})
    return backend
  }

  /** All detections, asking those that were not asked lately. Never rejects because of a backend. */
  async detectAll(options: { refresh?: boolean } = {}): Promise<Map<BackendKind, Detected>> {
    const entries = await Promise.all(this.kinds.map(async (kind) => [kind, await this.detect(kind, options)] as const))
    return new Map(entries)
  }

  async detect(kind: BackendKind, options: { refresh?: boolean } = {}): Promise<Detected> {
    const known = options.refresh ? undefined : this.#fresh(kind)
    if (known) return known
    const running = this.#running.get(kind) ?? this.#detectNow(kind).finally(() => this.#running.delete(kind))
    this.#running.set(kind, running)
    return await running
  }

  /** The engine of a backend. Rejects with BACKEND_NOT_READY and its remedy. */
  async open(kind: BackendKind, task: Pick<Task, 'signal'>): Promise<Engine> {
    const backend = this.get(kind)
    try {
      return await runTask(this.#clock, { what: kind, deadlineMs: openDeadlineMs, signal: task.signal }, (inner) => backend.open(inner))
    } catch (error) {
      if (!AppError.is(error, 'DEADLINE_EXCEEDED')) throw error
      throw new AppError('BACKEND_UNREACHABLE', { backend: kind, endpoint: kind, detail: 'no answer' }, { cause: error })
    }
  }

  /**
   * Whether a sandbox can be made on this backend now: what detection would say, without its questions whose answers
   * only people want (Podman takes half a second for them). Rejects only with the signal's reason.
   */
  async isReady(kind: BackendKind, task: Pick<Task, 'signal'>): Promise<boolean> {
    const known = this.#fresh(kind)
    if (known) return known.detection.state === 'ready'
    try {
      const engine = await this.open(kind, task)
      await runTask(this.#clock, { what: kind, deadlineMs: openDeadlineMs, signal: task.signal }, async (inner) => await engine.ping?.(inner))
      return true
    } catch (error) {
      if (task.signal.aborted) throw error
      return false
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#backends.values()].map((backend) => backend.close()))
  }

  #fresh(kind: BackendKind): Detected | undefined {
    const known = this.#detected.get(kind)
    return known && this.#clock.monotonic() - known.monotonic < freshForMs ? known : undefined
  }

  async #detectNow(kind: BackendKind): Promise<Detected> {
    const detection = await this.#askBackend(kind)
    const detected = { detection, at: this.#clock.now(), monotonic: this.#clock.monotonic() }
    const before = this.#detected.get(kind)?.detection.state
    this.#detected.set(kind, detected)
    if (detection.state === 'ready' && before !== 'ready') this.readied.emit(kind)
    return detected
  }

  async #askBackend(kind: BackendKind): Promise<Detection> {
    try {
      return await runTask(this.#clock, { what: kind, deadlineMs: detectDeadlineMs }, (task) => this.get(kind).detect(task))
    } catch (error) {
      const reason = AppError.is(error, 'DEADLINE_EXCEEDED')
        ? { key: 'core.detection_no_answer', params: { afterMs: detectDeadlineMs } }
        : { key: 'core.detection_failed', params: { detail: error instanceof Error ? error.message : String(error) } }
      return { state: 'broken', reason, remedies: [], attempts: [], warnings: [] }
    }
  }
}

export function toDetections(detected: ReadonlyMap<BackendKind, Detected>): Detections {
  return Object.fromEntries([...detected].map(([kind, { detection }]) => [kind, detection]))
}
