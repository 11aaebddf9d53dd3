import { AppError } from '#contract/errors'
import type { BackendKind } from '#contract/backend-kind'
import type { Task } from '#contract/progress'
import type { Clock, EngineEvent } from '#core/ports'
import type { FakeContainer } from './container'
import { createFileTree, textFile, type FileTree } from './file-tree'
import type { FakeImage, FakeRemoteImage } from './images'

export interface FakeDaemonOptions {
  readonly clock: Clock
  readonly engineId?: string
  readonly version?: string
  readonly isRootless?: boolean
  readonly images?: readonly FakeImage[]
  readonly registry?: Readonly<Record<string, FakeRemoteImage>>
}

const usualImages: readonly FakeImage[] = [{ reference: 'alpine:3.20' }, { reference: 'bare:latest', isBare: true }]

/**
 * What a real engine's daemon keeps, in memory: several backends may be connected to it, as the
 * window and the command are to one Docker. Tests break it through `faults` and the verbs below.
 */
export class FakeDaemon {
  readonly clock: Clock
  readonly images: Map<string, FakeImage>
  readonly registry: Map<string, FakeRemoteImage>
  readonly containers = new Map<string, FakeContainer>()
  readonly isRootless: boolean
  version: string
  /** Changed by a test, another engine answers at the same place. */
  engineId: string
  /** Whether what it makes tells who made it, as Podman's containers do. */
  tellsWhenCreating = false
  readonly faults = {
    /** Operations (or `*`) that are never answered: only the caller's signal ends the wait. */
    hanging: new Set<string>(),
    /** Before every answer, milliseconds. */
    delayMs: 0,
    /** Thrown once by the next such operation. */
    failures: new Map<string, unknown>(),
    /** Promises that the engine does not keep: keys of findings that `verify` reports as weaker. */
    weaker: new Set<string>()
  }
  /** Operations in the order in which they came, for tests that count requests. */
  readonly requests: string[] = []
  /** What removals behind our back leave beside the objects, by sandbox id: a bridge, a disk. */
  readonly leftovers = new Set<string>()
  readonly #hostFolders = new Map<string, FileTree>()
  readonly #listeners = new Set<(event: EngineEvent) => void>()
  #isReachable = true
  #nextId = 1

  constructor(options: FakeDaemonOptions) {
    this.clock = options.clock
    this.engineId = options.engineId ?? 'FAKE:0001'
    this.version = options.version ?? '1.0.0'
    this.isRootless = options.isRootless ?? false
    this.images = new Map((options.images ?? usualImages).map((image) => [image.reference, image]))
    this.registry = new Map(Object.entries(options.registry ?? {}))
  }

  get isReachable(): boolean {
    return this.#isReachable
  }

  nextObjectId(): string {
    return (this.#nextId++).toString(16).padStart(64, '0')
  }

  /** Makes a folder of the host that can be mounted; others are missing. */
  setHostFolder(path: string, files: Readonly<Record<string, string>> = {}): void {
    this.#hostFolders.set(path, createFileTree(Object.entries(files).map(([name, text]) => [`/${name}`, textFile(text)])))
  }

  hostFolder(path: string): FileTree | undefined {
    return this.#hostFolders.get(path)
  }

  /** Everything that comes over the wire passes here, so that faults hit it as they would there. */
  async request<T>(kind: BackendKind, operation: string, task: Task, work: () => T | Promise<T>): Promise<T> {
    this.requests.push(operation)
    task.signal.throwIfAborted()
    if (this.faults.hanging.has(operation) || this.faults.hanging.has('*')) await untilAborted(task.signal)
    if (this.faults.delayMs > 0) await this.clock.sleep(this.faults.delayMs, task.signal)
    if (!this.#isReachable) throw this.unreachable(kind)
    const failure = this.faults.failures.get(operation)
    this.faults.failures.delete(operation)
    if (failure !== undefined) throw failure
    const result = await work()
    task.signal.throwIfAborted()
    return result
  }

  unreachable(kind: BackendKind): AppError {
    return new AppError('BACKEND_UNREACHABLE', { backend: kind, endpoint: 'fake', detail: 'connect ECONNREFUSED' })
  }

  emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  listen(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  changed(container: FakeContainer): void {
    this.emit({ type: 'changed', sandboxId: container.request.sandboxId, objectId: container.objectId })
  }

  /** The engine goes away (or comes back): sessions break, watchers hear of it, sandboxes go on. */
  setReachable(isReachable: boolean): void {
    if (isReachable === this.#isReachable) return
    this.#isReachable = isReachable
    if (!isReachable) this.#disconnectSessions()
    this.emit(isReachable ? { type: 'resynced' } : { type: 'lost', reason: { key: 'reasons.connection_lost' } })
  }

  /** As a restart of the daemon or the machine: everything that ran is stopped. */
  restart(): void {
    this.setReachable(false)
    for (const container of this.containers.values()) container.running?.main.send('KILL')
    this.setReachable(true)
  }

  /** Somebody removed it behind our back. */
  lose(objectId: string): void {
    const container = this.containers.get(objectId)
    if (!container) return
    this.containers.delete(objectId)
    this.leftovers.add(container.request.sandboxId)
    container.running?.main.send('KILL')
    this.emit({ type: 'removed', sandboxId: container.request.sandboxId, objectId })
  }

  /** The memory limit ends it. */
  runOutOfMemory(objectId: string): void {
    const container = this.containers.get(objectId)
    if (!container?.running) return
    container.wasOutOfMemory = true
    container.running.main.send('KILL')
  }

  #disconnectSessions(): void {
    for (const { request, sessions } of this.containers.values()) {
      for (const session of sessions) session.disconnect(new AppError('BACKEND_UNREACHABLE', { backend: 'fake', endpoint: 'fake', detail: `session of ${request.name} broke` }))
    }
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(signal.reason)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
  })
}
