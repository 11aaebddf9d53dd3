import type { Api } from '#contract/api'
import type { BackendView } from '#contract/backend'
import type { SandboxEvent, SandboxView } from '#contract/sandbox'
import type { Clock, Log } from '#core/ports'
import { findEnding, type Ending } from './endings'
import { followAgain } from './follow-again'

/** Sandboxes and backends as the tray and the notifications follow them. */
export interface Desk {
  readonly sandboxes: readonly SandboxView[]
  /** Undefined until they were asked. */
  readonly backends?: readonly BackendView[]
}

export interface DeskWatchOptions {
  readonly product: Pick<Api, 'sandboxes' | 'backends'>
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  /** After everything that changed. */
  readonly onChange: (desk: Desk) => void
  readonly onEnding: (ending: Ending) => void
}

/** Follows all sandboxes by the engines' events, whether a window is open or not, until aborted. Asks nothing while nothing changes. */
export async function watchDesk(options: DeskWatchOptions): Promise<void> {
  const { product, clock, log, signal } = options
  const desk = new DeskState(options)
  const take = async (event: SandboxEvent): Promise<void> => {
    desk.take(event)
    if (event.type === 'snapshot') desk.tell(await product.backends.list({}, { signal }))
    else desk.tell()
  }
  await followAgain({ follow: () => product.sandboxes.watch({ isQuiet: true }, { signal }), take, onLost: (error) => log.warn('the tray cannot follow the sandboxes', { error: String(error) }), clock }, signal)
}

class DeskState {
  readonly #options: DeskWatchOptions
  #sandboxes: ReadonlyMap<string, SandboxView> | undefined
  #backends: readonly BackendView[] | undefined

  constructor(options: DeskWatchOptions) {
    this.#options = options
  }

  take(event: SandboxEvent): void {
    const known = this.#sandboxes
    if (event.type === 'snapshot') this.#sandboxes = new Map(event.list.sandboxes.map((sandbox) => [sandbox.id, sandbox]))
    else if (event.type === 'removed') this.#sandboxes = new Map([...(known ?? [])].filter(([id]) => id !== event.id))
    else this.#sandboxes = new Map(known).set(event.sandbox.id, event.sandbox)
    for (const sandbox of this.#sandboxes.values()) {
      const ending = findEnding(known?.get(sandbox.id), sandbox)
      if (ending) this.#options.onEnding(ending)
    }
  }

  tell(backends = this.#backends): void {
    this.#backends = backends
    this.#options.onChange({ sandboxes: [...(this.#sandboxes?.values() ?? [])], ...(backends && { backends }) })
  }
}
