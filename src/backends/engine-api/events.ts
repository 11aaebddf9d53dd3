import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import type { Task } from '#contract/progress'
import type { EngineEvent } from '#core/ports'
import type { EngineContext } from './context'
import { readJsonLines } from './json-lines'
import { label, parseIdentity } from './labels'

/**
 * Subscriptions are renewed this often, from the last event on: so a silent one is noticed, and what it missed is told after all. A
 * quiet one is not: whether the other end of a network is still there is then asked by the system alone, in the same time.
 */
const renewAfterMs = 30_000
/** An engine answers a subscription at once. */
const answerWithinMs = 10_000
const retryDelaysMs = [250, 500, 1_000, 2_000, 5_000]
const steadyAfterMs = 5_000
/** How far back a renewed subscription asks for what it may have missed. */
const lateBySeconds = 1

const eventSchema = z.object({
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).nullish() }),
  timeNano: z.number().default(0)
})
type RawEvent = z.output<typeof eventSchema>

const removals = new Set(['destroy', 'remove'])

/** Changes of our containers until the task is aborted. */
export async function* watchEvents(context: EngineContext, task: Task, { isQuiet = false }: { readonly isQuiet?: boolean } = {}): AsyncGenerator<EngineEvent> {
  const { clock } = context
  const cursor = new EventCursor()
  let isLost = false
  let failures = 0
  while (!task.signal.aborted) {
    const subscription = new Subscription(context, task, isQuiet)
    const begunAt = clock.monotonic()
    try {
      const stream = await subscription.open(cursor.since)
      cursor.begin(stream)
      if (isLost) yield { type: 'resynced' }
      isLost = false
      for await (const line of readJsonLines(stream)) {
        if (isAborted(task)) return
        yield* toEvents(line, cursor)
      }
    } catch {
      // What it was does not matter: it is over.
    } finally {
      subscription.close()
    }
    if (subscription.isRenewal) continue
    if (isAborted(task)) return
    if (!isLost) yield { type: 'lost', reason: { key: 'reasons.connection_lost' } }
    isLost = true
    // One that ends as soon as it began is not asked again at once.
    if (clock.monotonic() - begunAt > steadyAfterMs) failures = 0
    await clock.sleep(retryDelaysMs[Math.min(failures, retryDelaysMs.length - 1)] ?? 0, task.signal).catch(() => {})
    failures += 1
  }
}

/** Read anew: it changes while events are awaited. */
function isAborted(task: Task): boolean {
  return task.signal.aborted
}

function* toEvents(line: unknown, cursor: EventCursor): Generator<EngineEvent> {
  const parsed = eventSchema.safeParse(line)
  if (!parsed.success || !cursor.take(parsed.data)) return
  const { Action, Actor } = parsed.data
  const identity = parseIdentity(Actor.Attributes ?? {}, Actor.Attributes?.['name'] ?? '')
  if (!identity) return
  yield { type: removals.has(Action) ? 'removed' : 'changed', sandboxId: identity.sandboxId, objectId: Actor.ID }
}

/**
 * Where in the engine's own time we are. Events may share a time stamp, and an engine stamps them before it brings them in order: so
 * a renewed subscription goes back a little, and what was told already is known by itself.
 */
class EventCursor {
  readonly #told = new Map<string, number>()
  #sinceSeconds: number | null = null

  /** Null at first: nothing of the past. */
  get since(): string | null {
    return this.#sinceSeconds?.toString() ?? null
  }

  begin(response: IncomingMessage): void {
    const date = Date.parse(response.headers.date ?? '')
    if (!Number.isNaN(date)) this.#sinceSeconds ??= Math.floor(date / 1000)
  }

  /** False for one that was told already. */
  take({ timeNano, Action, Actor }: RawEvent): boolean {
    const key = `${timeNano} ${Action} ${Actor.ID}`
    if (this.#told.has(key)) return false
    const seconds = Math.floor(timeNano / 1e9)
    this.#told.set(key, seconds)
    this.#goOn(seconds - lateBySeconds)
    return true
  }

  #goOn(sinceSeconds: number): void {
    if (sinceSeconds <= (this.#sinceSeconds ?? 0)) return
    this.#sinceSeconds = sinceSeconds
    for (const [key, seconds] of this.#told) if (seconds < sinceSeconds) this.#told.delete(key)
  }
}

/** One request for events, with its own end. */
class Subscription {
  readonly #context: EngineContext
  readonly #end = new AbortController()
  readonly #task: Task
  readonly #isQuiet: boolean
  #isRenewal = false

  constructor(context: EngineContext, task: Task, isQuiet: boolean) {
    this.#context = context
    this.#task = task
    this.#isQuiet = isQuiet
    task.signal.addEventListener('abort', this.#abort, { once: true })
  }

  /** True when it ended because its time was up. */
  get isRenewal(): boolean {
    return this.#isRenewal
  }

  async open(since: string | null): Promise<IncomingMessage> {
    const { api, quirks } = this.#context
    const filters = { type: ['container'], event: [...quirks.events], ...(quirks.filtersEventsByLabelKey && { label: [label.id] }) }
    let isOpen = false
    this.#after(answerWithinMs, () => {
      if (!isOpen) this.close()
    })
    const stream = await api.stream({ method: 'GET', path: '/events', query: { filters, ...(since && { since }) }, signal: this.#end.signal })
    isOpen = true
    if (this.#isQuiet) stream.socket.setKeepAlive(true, renewAfterMs)
    else this.#after(renewAfterMs, () => this.#renew())
    return stream
  }

  close(): void {
    this.#task.signal.removeEventListener('abort', this.#abort)
    this.#end.abort()
  }

  #renew(): void {
    this.#isRenewal = true
    this.close()
  }

  readonly #abort = (): void => this.close()

  #after(ms: number, work: () => void): void {
    this.#context.clock.sleep(ms, this.#end.signal).then(work, () => {})
  }
}
