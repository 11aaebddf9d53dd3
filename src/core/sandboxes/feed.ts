import type { BackendKind } from '#contract/backend-kind'
import type { SandboxEvent, SandboxList, SandboxView } from '#contract/sandbox'
import { EventQueue } from '../event-queue'
import type { Engine } from '../ports/engine'
import type { EngineEvent } from '../ports/engine-object'
import type { MetadataDocument } from '../records'
import { endpointSetting } from '../settings'
import { createStreamTask, runTask } from '../task'
import type { SandboxContext } from './context'
import { listSandboxes, viewRecord } from './list'

/** A full relist, so that nothing missed stays wrong for longer; milliseconds. */
const relistEveryMs = 60_000
/** How long one changed sandbox may take to be looked at. */
const lookDeadlineMs = 5000
/** Changes of one sandbox within this time are looked at once. */
const settleMs = 25

/**
 * The list and its changes: first a snapshot, then what changes, by the engines' events, by other
 * processes' writes to the file and by this process's own work. Costs one event stream per backend
 * while somebody reads, and nothing otherwise. A quiet one, for readers that nobody looks at, asks nothing of its own
 * accord after its first list: it follows the engines that are ready, and those that somebody else finds ready later.
 */
export async function* watchSandboxes(context: SandboxContext, { isQuiet = false }: { isQuiet?: boolean | undefined }, signal: AbortSignal): AsyncGenerator<SandboxEvent> {
  const stop = new AbortController()
  const stopped = AbortSignal.any([signal, stop.signal])
  const feed = new Feed(context, isQuiet, stopped)
  try {
    feed.listen()
    yield* feed.events()
  } finally {
    stop.abort()
  }
}

class Feed {
  readonly #context: SandboxContext
  readonly #isQuiet: boolean
  readonly #signal: AbortSignal
  readonly #queue: EventQueue<SandboxEvent>
  /** What the reader knows, by id, as JSON. */
  readonly #known = new Map<string, string>()
  readonly #pending = new Set<string>()
  /** The last look at each sandbox: an older one that takes longer must not be told after a newer one. */
  readonly #looks = new Map<string, Promise<void>>()
  /** Backends whose events are followed, with what ends that. */
  readonly #watched = new Map<BackendKind, AbortController>()
  /** What the settings named last, for each backend. */
  readonly #endpoints = new Map<BackendKind, unknown>()
  /** Whose places are followed, with what ends that. */
  readonly #placed = new Map<BackendKind, AbortController>()
  /** Sandboxes that were told of while a list was being read. */
  readonly #changedMeanwhile = new Set<string>()
  #isPublished = false
  #lists: Promise<void> = Promise.resolve()

  constructor(context: SandboxContext, isQuiet: boolean, signal: AbortSignal) {
    this.#context = context
    this.#isQuiet = isQuiet
    this.#signal = signal
    this.#queue = new EventQueue(signal)
  }

  listen(): void {
    this.#context.changes.on((id) => this.#look(id), this.#signal)
    void this.#run(() => this.#followFile())
    this.#context.places.on(() => void this.#run(async () => this.#followEndpoints(await (await this.#context.metadata()).read())), AbortSignal.any([this.#signal]))
    this.#context.registry.readied.on(() => this.#isPublished && void this.#run(() => this.#watchReadyBackends()), AbortSignal.any([this.#signal]))
    void this.#run(() => this.#relistNowAndThen())
  }

  async *events(): AsyncGenerator<SandboxEvent> {
    yield* this.#queue
  }

  async #relistNowAndThen(): Promise<void> {
    for (;;) {
      try {
        await this.#relist()
        await this.#watchReadyBackends()
      } catch (error) {
        // Without a first list the reader has nothing: it hears why, and asks again when it wants to.
        if (!this.#isPublished) return this.#queue.fail(error)
        if (!this.#signal.aborted) this.#context.ports.log.warn('the sandbox list could not be read again', { error: String(error) })
      }
      if (this.#isQuiet) return
      await this.#context.ports.clock.sleep(relistEveryMs, this.#signal)
    }
  }

  /** Lists one after the other, never two at once. */
  #relist(): Promise<void> {
    const list = async (): Promise<void> => {
      this.#changedMeanwhile.clear()
      this.#publish(await listSandboxes(this.#context, { signal: this.#signal, alsoAsk: [...this.#watched.keys()] }))
      // A backend that answered early is older than what was told of its sandboxes since.
      for (const id of this.#changedMeanwhile) this.#look(id)
    }
    const mine = this.#lists.then(list)
    this.#lists = mine.catch(() => {})
    return mine
  }

  #publish(list: SandboxList): void {
    this.#known.clear()
    for (const view of list.sandboxes) this.#known.set(view.id, fingerprint(view))
    this.#isPublished = true
    this.#queue.push({ type: 'snapshot', list })
  }

  async #watchReadyBackends(): Promise<void> {
    // Of those that are watched the events tell: they are not asked again.
    const unwatched = this.#context.registry.kinds.filter((kind) => !this.#watched.has(kind))
    const detected = await Promise.all(unwatched.map(async (kind) => ({ kind, ...(await this.#context.registry.detect(kind)) })))
    // Others may have begun to watch it meanwhile.
    const added = detected.filter(({ kind, detection }) => detection.state === 'ready' && !this.#watched.has(kind)).map(({ kind }) => kind)
    for (const kind of added) {
      const own = new AbortController()
      this.#watched.set(kind, own)
      void this.#run(() => this.#followBackend(kind, own))
    }
    if (added.length > 0) await this.#relist()
  }

  async #followBackend(kind: BackendKind, own: AbortController): Promise<void> {
    const signal = AbortSignal.any([this.#signal, own.signal])
    try {
      const engine = await this.#context.registry.open(kind, { signal })
      void this.#run(() => this.#recover(engine, signal))
      for await (const event of engine.watch(createStreamTask(signal), { isQuiet: this.#isQuiet })) this.#take(event)
    } finally {
      if (this.#watched.get(kind) === own) this.#watched.delete(kind)
    }
  }

  /** What an engine keeps beside a running sandbox (its ports, its log) may have been lost with the process that held it; so may the end of a start. */
  async #recover(engine: Engine, signal: AbortSignal): Promise<void> {
    const task = createStreamTask(signal)
    const begun = (await engine.list(task)).filter(({ sandboxId, state }) => (state === 'running' || state === 'broken') && this.#known.has(sandboxId))
    for (const object of begun) {
      await engine.recover(object, task).catch((error: unknown) => {
        if (!signal.aborted) this.#context.ports.log.warn('a running sandbox could not be taken up again', { id: object.sandboxId, error: String(error) })
      })
    }
  }

  /** Another engine may answer for a backend from now on: nobody has to restart for that. */
  async #followPlaces(kind: BackendKind): Promise<void> {
    this.#placed.get(kind)?.abort()
    const own = new AbortController()
    this.#placed.set(kind, own)
    const places = this.#context.registry.get(kind).watchPlaces?.({ signal: AbortSignal.any([this.#signal, own.signal]) }) ?? []
    for await (const _written of places) await this.#reconsider(kind)
  }

  /** Where the settings, changed by whomever, name another endpoint: it is what is asked and what is watched from now on. */
  #followEndpoints(document: MetadataDocument): void {
    for (const kind of this.#context.registry.kinds) {
      const endpoint = endpointIn(document, kind)
      const isFirst = !this.#endpoints.has(kind)
      if (this.#endpoints.get(kind) === endpoint && !isFirst) continue
      this.#endpoints.set(kind, endpoint)
      void this.#run(() => this.#followPlaces(kind))
      if (!isFirst) void this.#run(() => this.#reconsider(kind))
    }
  }

  async #reconsider(kind: BackendKind): Promise<void> {
    await this.#context.registry.detect(kind, { refresh: true })
    this.#watched.get(kind)?.abort()
    this.#watched.delete(kind)
    await this.#relist()
    await this.#watchReadyBackends()
  }

  #take(event: EngineEvent): void {
    if (event.type === 'changed' || event.type === 'removed') this.#look(event.sandboxId)
    else void this.#run(() => this.#relist())
  }

  async #followFile(): Promise<void> {
    const store = await this.#context.metadata()
    let before = await store.read()
    this.#followEndpoints(before)
    for await (const document of store.watch(this.#signal)) {
      for (const id of this.#known.keys()) if (!document.sandboxes[id]) this.#look(id)
      for (const [id, record] of Object.entries(document.sandboxes)) if (JSON.stringify(before.sandboxes[id]) !== JSON.stringify(record)) this.#look(id)
      this.#followEndpoints(document)
      before = document
    }
  }

  /** Looks at one sandbox soon; several reasons within a moment are one look. */
  #look(id: string): void {
    if (this.#pending.has(id)) return
    this.#pending.add(id)
    void this.#run(async () => {
      await this.#context.ports.clock.sleep(this.#context.operations.has(id) ? 0 : settleMs, this.#signal)
      this.#pending.delete(id)
      const mine = (this.#looks.get(id) ?? Promise.resolve()).then(() => this.#update(id))
      const settled = mine.catch(() => {})
      this.#looks.set(id, settled)
      await mine.finally(() => this.#looks.get(id) === settled && this.#looks.delete(id))
    })
  }

  async #update(id: string): Promise<void> {
    const record = (await (await this.#context.metadata()).read()).sandboxes[id]
    if (!record) return this.#drop(id)
    const view = await runTask(this.#context.ports.clock, { what: `look at ${record.name}`, deadlineMs: lookDeadlineMs, signal: this.#signal }, (task) =>
      viewRecord(this.#context, record, task)
    )
    const print = fingerprint(view)
    if (this.#known.get(id) === print) return
    this.#known.set(id, print)
    this.#changedMeanwhile.add(id)
    this.#queue.push({ type: 'upserted', sandbox: view })
  }

  #drop(id: string): void {
    this.#changedMeanwhile.add(id)
    if (this.#known.delete(id)) this.#queue.push({ type: 'removed', id })
  }

  /** A part that breaks is logged; the relist makes up for it. */
  async #run(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!this.#signal.aborted) this.#context.ports.log.warn('the sandbox feed lost a part', { error: String(error) })
    }
  }
}

function endpointIn({ settings }: MetadataDocument, kind: BackendKind): unknown {
  return Object.entries(settings).find(([name]) => name === endpointSetting(kind))?.[1]
}

/** Everything about a view that a reader would want to hear of. */
function fingerprint({ knownAt: _always, ...view }: SandboxView): string {
  return JSON.stringify(view)
}
