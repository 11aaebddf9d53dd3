import type { Detection, Isolation } from '#contract/backend'
import type { BackendKind } from '#contract/backend-kind'
import type { Task } from '#contract/progress'
import type { BackendSetup } from './backend-setup'
import type { Engine } from './engine'

/**
 * The border between what the product does and the engines it does it on.
 *
 * Rules for every method of a backend, of its engine (engine.ts) and of the engine's powers (engine-powers.ts):
 * - `task.signal` is obeyed: on abort the method stops soon and rejects with the signal's reason
 *   (an AppError). Nothing half-made stays behind unless the method says so.
 * - Failures are AppErrors; an engine's own text goes into `detail`. No vendor type crosses.
 * - An object that the engine does not have is SANDBOX_MISSING, except for `inspect` and `remove`;
 *   what needs a running one rejects with SANDBOX_NOT_RUNNING otherwise.
 * - Methods may run at once, for different sandboxes and for the same one, unless they say otherwise.
 *   Core already takes care that one sandbox is started, stopped and removed by one hand at a time
 *   within a process; a backend survives other processes doing the same.
 * - Times are milliseconds, sizes bytes, memory in the spec MB, dates ISO 8601 in UTC.
 */
export interface Backend {
  readonly kind: BackendKind
  readonly isolation: Isolation
  /**
   * Looks whether and where the engine answers. Never throws, changes nothing, starts nothing,
   * returns within `task`'s deadline (core gives each backend its own) and tells everything it tried.
   */
  detect(task: Task): Promise<Detection>
  /**
   * Connects to the engine by the same discovery as `detect`, but asks it no more than is needed to
   * choose the endpoint (nothing for a named one, one ping for a well-known socket): this is on the
   * path of every command. Rejects with BACKEND_NOT_READY. May start a helper process that ends by itself when idle
   * (Podman's API service). Repeated calls return the same engine while it is connected.
   */
  open(task: Task): Promise<Engine>
  /** Where it could be reached, besides what is in use: contexts, connections. Reads files only. Absent where there is no choice. */
  endpoints?(task: Task): Promise<readonly EndpointCandidate[]>
  /**
   * Tells whenever something was written that may name another engine (a configuration file), and when the socket of one comes or
   * goes, without polling, until `task.signal` aborts (then it ends quietly). Whoever hears it detects again and opens anew; where
   * the settings name another endpoint it is called anew. Absent where nothing tells.
   */
  watchPlaces?(task: Pick<Task, 'signal'>): AsyncIterable<void>
  /** Things the product can do about a state after the user agreed, by `remedy.action`; absent when there are none. */
  readonly remedies?: Readonly<Record<string, (task: Task) => Promise<void>>>
  /** Absent where others install what the backend needs. */
  readonly setup?: BackendSetup
  /** Releases connections and helper processes. Sandboxes go on. May be repeated. */
  close(): Promise<void>
}

/** A place of which a backend knows by its configuration. `endpoint`: as the setting takes it. */
export interface EndpointCandidate {
  readonly endpoint: string
  /** Which configuration names it, as people know it: a context, a connection. */
  readonly source: string
}
