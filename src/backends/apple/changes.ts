import type { Task } from '#contract/progress'
import type { Clock, EngineEvent } from '#core/ports'
import type { ContainerInfo } from './container-json'
import { parseIdentity } from './labels'

/** The program tells no events. While somebody watches, the list is compared with the one before. */
const betweenListsMs = 2_000

type Listener = (event: EngineEvent) => void
interface Seen {
  readonly sandboxId: string
  readonly state: string
}

/**
 * Changes of our objects: those that this process makes are told at once, those of others when the next
 * list shows them. Lists only while there is a listener.
 */
export class ChangeHub {
  readonly #list: (signal: AbortSignal) => Promise<ContainerInfo[]>
  readonly #clock: Clock
  readonly #listeners = new Set<Listener>()
  /** Null until the first list of a watch. */
  #seen: Map<string, Seen> | null = null
  #isLost = false
  /** Counts what we did ourselves: a list that was under way meanwhile is out of date. */
  #revision = 0
  #stop: AbortController | null = null

  constructor(list: (signal: AbortSignal) => Promise<ContainerInfo[]>, clock: Clock) {
    this.#list = list
    this.#clock = clock
  }

  async *watch({ signal }: Pick<Task, 'signal'>): AsyncGenerator<EngineEvent> {
    const events: EngineEvent[] = []
    let wake: () => void = () => undefined
    const listener: Listener = (event) => {
      events.push(event)
      wake()
    }
    signal.addEventListener('abort', () => wake(), { once: true })
    this.#add(listener)
    try {
      while (!signal.aborted) {
        yield* events.splice(0)
        if (events.length === 0 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      this.#remove(listener)
    }
  }

  /** This process changed an object. */
  changed(container: { readonly id: string; readonly sandboxId: string; readonly state: string }): void {
    this.#revision++
    this.#seen?.set(container.id, { sandboxId: container.sandboxId, state: container.state })
    this.#emit({ type: 'changed', sandboxId: container.sandboxId, objectId: container.id })
  }

  removed({ id, sandboxId }: { readonly id: string; readonly sandboxId: string }): void {
    this.#revision++
    if (this.#seen && !this.#seen.delete(id)) return
    this.#emit({ type: 'removed', sandboxId, objectId: id })
  }

  #add(listener: Listener): void {
    this.#listeners.add(listener)
    if (this.#stop) return
    this.#stop = new AbortController()
    void this.#compareAgainAndAgain(this.#stop.signal)
  }

  #remove(listener: Listener): void {
    this.#listeners.delete(listener)
    if (this.#listeners.size > 0) return
    this.#stop?.abort()
    this.#stop = null
    this.#seen = null
    this.#isLost = false
  }

  async #compareAgainAndAgain(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const revision = this.#revision
      const containers = await this.#list(signal).catch((error: unknown) => (signal.aborted ? [] : this.#lose(error)))
      if (signal.aborted) return
      if (containers && revision === this.#revision) this.#compare(containers)
      await this.#clock.sleep(betweenListsMs, signal).catch(() => undefined)
    }
  }

  #lose(error: unknown): null {
    if (!this.#isLost) this.#emit({ type: 'lost', reason: { key: 'reasons.apple_list_failed', params: { detail: error instanceof Error ? error.message : String(error) } } })
    this.#isLost = true
    return null
  }

  #compare(containers: readonly ContainerInfo[]): void {
    const before = this.#seen
    const now = new Map(containers.flatMap((container) => {
      const identity = parseIdentity(container.labels)
      return identity ? [[container.id, { sandboxId: identity.sandboxId, state: toState(container) }] as const] : []
    }))
    this.#seen = now
    if (this.#isLost) {
      this.#isLost = false
      return this.#emit({ type: 'resynced' })
    }
    if (!before) return
    for (const [objectId, { sandboxId, state }] of now) if (before.get(objectId)?.state !== state) this.#emit({ type: 'changed', sandboxId, objectId })
    for (const [objectId, { sandboxId }] of before) if (!now.has(objectId)) this.#emit({ type: 'removed', sandboxId, objectId })
  }

  #emit(event: EngineEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}

/** A start that happened between two lists shows in its date. */
export function toState({ isRunning, startedAt }: Pick<ContainerInfo, 'isRunning' | 'startedAt'>): string {
  return `${isRunning ? 'running' : 'stopped'} ${startedAt ?? ''}`
}
