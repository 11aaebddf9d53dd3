import type { BlockedCause } from '#contract/network'
import type { Task } from '#contract/progress'
import type { ObjectRef } from './engine-object'

/** A network that is closed to a sandbox whatever its list says, or as long as it has none. */
export interface ClosedNetwork {
  /** IPv4, as `10.0.0.0/8`. */
  readonly network: string
  readonly cause: BlockedCause
}

/** Something that a sandbox wanted to reach and did not. */
export interface RefusedAttempt {
  /** An IPv4 address; or a name that was asked for, letters, digits, dots, dashes and underscores alone. */
  readonly host: string
  /** Names of the sandbox's list that stand for the address. */
  readonly names: readonly string[]
  /** Null for a name: whoever asks for one does not say what for. */
  readonly port: number | null
  readonly protocol: 'tcp' | 'udp' | null
  readonly cause: BlockedCause
  /** Packets, or questions. */
  readonly count: number
  /** The last of them, ms since 1970. */
  readonly at: number
}

/** What the rules of a sandbox with a network are. */
export interface NetworkPolicy {
  /** Closed whatever the list says, in this order. */
  readonly closed: readonly ClosedNetwork[]
  /** The entries of its list, with the addresses that its names have in the rules while it runs; null: no list, all else is reached. */
  readonly listed: readonly { readonly entry: string; readonly addresses: readonly string[] }[] | null
}

/** Of an engine that keeps a sandbox to places: what these are, and what it refused. */
export interface NetworkPower {
  /**
   * What was refused since the start, as far as it is remembered: the number of places is bounded, and a place is forgotten a day after its last
   * attempt. Untrusted: the sandbox decides what it asks for. Order undefined. Rejects with SANDBOX_NOT_RUNNING.
   */
  refused(ref: ObjectRef, task: Task): Promise<RefusedAttempt[]>
  /** Of a sandbox with the network on. */
  policy(ref: ObjectRef, task: Task): Promise<NetworkPolicy>
  /**
   * One more entry on the list of a sandbox that has one: at once where it runs, and for later starts. Written down before anything opens. Rejects with
   * INVALID_INPUT for a name without an address; all or nothing. Harmless to repeat.
   */
  allow(ref: ObjectRef, host: string, task: Task): Promise<void>
  /** One entry less. Closed before that is written down, also for connections that are open. Harmless to repeat. */
  deny(ref: ObjectRef, host: string, task: Task): Promise<void>
  /** Whether a TCP connection from inside a running sandbox to an address comes about within a few seconds. */
  reaches(ref: ObjectRef, address: string, port: number, task: Task): Promise<boolean>
}
