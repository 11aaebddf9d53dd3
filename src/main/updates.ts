import type { UpdateState } from '#contract/window-api'
import { EventQueue } from '#core/event-queue'
import type { Clock, Log } from '#core/ports'

/** What looks for updates, fetches them and puts them in place. */
export interface Updater {
  /** Where to look from now on; null: nowhere. What another place brought is not installed any more. */
  setFeed(url: string | null): void
  /** Looks, and fetches what is newer. What it finds it tells. */
  check(): Promise<void>
  quitAndInstall(): void
}

export interface UpdatesOptions {
  readonly clock: Clock
  readonly log: Log
  /** False for what a package manager updates, and for sources. */
  readonly isSupported: boolean
  /** Called when a feed is named for the first time: before that nothing of it is loaded, and nothing asks the network. */
  readonly load: (tell: (state: UpdateState) => void) => Promise<Updater>
}

const firstCheckAfterMs = 30_000
const checkEveryMs = 24 * 60 * 60_000

/** Updates of the application: off until a feed is named; then looked for now and then, fetched, and installed when it quits. */
export class Updates {
  readonly #options: UpdatesOptions
  readonly #followers = new Set<EventQueue<UpdateState>>()
  #state: UpdateState
  #feed: string | null = null
  #updater: Promise<Updater> | undefined
  #schedule: AbortController | undefined

  constructor(options: UpdatesOptions) {
    this.#options = options
    this.#state = { state: options.isSupported ? 'off' : 'unsupported' }
  }

  /** Now and whenever the setting may have changed. */
  async apply(feed: string | null): Promise<void> {
    if (!this.#options.isSupported || feed === this.#feed) return
    this.#feed = feed
    this.#schedule?.abort()
    if (feed === null && !this.#updater) return this.#tell({ state: 'off' })
    const isLoaded = this.#updater !== undefined
    try {
      const updater = await this.#load()
      // Another may have been named while the library was loaded.
      if (this.#feed !== feed) return
      if (isLoaded) updater.setFeed(feed)
      this.#tell({ state: feed === null ? 'off' : 'idle' })
    } catch (error) {
      if (this.#feed !== feed) return
      this.#options.log.warn('updates cannot be looked for', { error: String(error) })
      this.#tell({ state: 'failed', detail: error instanceof Error ? error.message : String(error) })
    }
    if (feed !== null) void this.#checkNowAndThen()
  }

  async check(): Promise<void> {
    if (this.#feed === null || this.#state.state === 'checking' || this.#state.state === 'available') return
    try {
      await (await this.#load()).check()
    } catch (error) {
      // Told by the updater as well; a feed that cannot be reached is no fault of ours.
      this.#options.log.warn('looking for updates failed', { error: String(error) })
    }
  }

  /** Ends the application; sandboxes go on. */
  async install(): Promise<void> {
    if (this.#state.state === 'ready') (await this.#load()).quitAndInstall()
  }

  async *follow(signal: AbortSignal | undefined): AsyncGenerator<UpdateState, void, undefined> {
    const follower = new EventQueue<UpdateState>(signal)
    this.#followers.add(follower)
    follower.push(this.#state)
    try {
      yield* follower
    } finally {
      this.#followers.delete(follower)
    }
  }

  async #checkNowAndThen(): Promise<void> {
    const { clock } = this.#options
    const { signal } = (this.#schedule = new AbortController())
    for (let waitMs = firstCheckAfterMs; !signal.aborted; waitMs = checkEveryMs) {
      await clock.sleep(waitMs, signal).catch(() => undefined)
      if (!signal.aborted) await this.check()
    }
  }

  /** Bound to the feed of the moment; what could not be loaded is loaded again when it is next needed. */
  #load(): Promise<Updater> {
    this.#updater ??= this.#options
      .load((state) => {
        if (this.#feed !== null) this.#tell(state)
      })
      .then((updater) => {
        updater.setFeed(this.#feed)
        return updater
      })
      .catch((error: unknown) => {
        this.#updater = undefined
        throw error
      })
    return this.#updater
  }

  #tell(state: UpdateState): void {
    this.#state = state
    for (const follower of this.#followers) follower.push(state)
  }
}
