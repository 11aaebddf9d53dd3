import type { Backend } from '#core/ports'

/** What is known of a backend without its code. */
export interface LateParts extends Pick<Backend, 'kind' | 'isolation'> {
  /** Names of its remedies. */
  readonly actions: readonly string[]
  readonly watchesPlaces?: boolean
  readonly load: () => Promise<Backend>
}

/** A backend whose code is loaded when it is first asked something: a command asks one of them, and most machines have one or two. */
export class LateBackend implements Backend {
  readonly kind: Backend['kind']
  readonly isolation: Backend['isolation']
  readonly remedies: NonNullable<Backend['remedies']>
  readonly watchPlaces?: NonNullable<Backend['watchPlaces']>
  readonly #load: LateParts['load']
  #loading: Promise<Backend> | null = null

  constructor({ kind, isolation, actions, watchesPlaces, load }: LateParts) {
    this.kind = kind
    this.isolation = isolation
    this.#load = load
    this.remedies = Object.fromEntries(actions.map((action) => [action, async (task) => await (await this.#backend()).remedies?.[action]?.(task)]))
    if (watchesPlaces) this.watchPlaces = (task) => this.#watchPlaces(task)
  }

  async detect(task: Parameters<Backend['detect']>[0]): ReturnType<Backend['detect']> {
    return await (await this.#backend()).detect(task)
  }

  async open(task: Parameters<Backend['open']>[0]): ReturnType<Backend['open']> {
    return await (await this.#backend()).open(task)
  }

  async close(): Promise<void> {
    await (await this.#loading)?.close()
  }

  async *#watchPlaces(task: Parameters<NonNullable<Backend['watchPlaces']>>[0]): AsyncGenerator<void> {
    yield* (await this.#backend()).watchPlaces?.(task) ?? []
  }

  #backend(): Promise<Backend> {
    return (this.#loading ??= this.#load())
  }
}
