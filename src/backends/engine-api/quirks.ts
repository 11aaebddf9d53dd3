/**
 * Everything in which the two engines differ behind the API they share. One object per engine; the
 * code has no other place where it asks which engine it talks to. Each row is a test on the real engine.
 */
export interface Quirks {
  /**
   * How sandboxes with network are kept apart. `shared-bridge`: one bridge on which containers cannot
   * reach each other (Docker's icc option). `bridge-each`: Podman has no such option; one isolated bridge per sandbox.
   */
  readonly network: 'shared-bridge' | 'bridge-each'
  /** The form of an image reference that the API takes without guessing a registry. */
  readonly imageNames: 'as-given' | 'qualified'
  /** Podman creates a bind's missing host directory, even through `Mounts`: existence is checked on our side first. */
  readonly createsMissingMountSources: boolean
  /** Podman adds an `nproc` limit of its own, which an unprivileged service may not set, unless one is given. */
  readonly processUlimit: number | null
  /** Events of a container's end and removal, by the engine's names. */
  readonly events: readonly string[]
  /** Podman compares label filters of events with whole `key=value` pairs only. */
  readonly filtersEventsByLabelKey: boolean
  /** The start of the text that an exec which could not start leaves in its own output. */
  readonly execFailure: RegExp
  /** A last word of the engine's own on stderr when the command did not read its input; see inputDelayMs. */
  readonly execNoise: RegExp | null
  /**
   * How long the first input waits for the first output. Podman's monitor resets the connection, and
   * loses output, when a command ends with input that it had no time to take over (`echo x | exec ls`).
   */
  readonly inputDelayMs: number
  /** Podman may take the size of a terminal whose program is only about to run, and lose it: said again at the first output. */
  readonly losesEarlySizes: boolean
  /** Podman fills a new tmpfs with what lies below it, unless told not to: a cover would show what it covers. */
  readonly fillsTmpfs: boolean
  /** Docker ignores what an archive says of the directory it is unpacked into, so also its owner. */
  readonly ignoresTopOfArchive: boolean
  /** Docker's single sample takes a second, its stream comes every second; Podman's stream every five, its single sample in milliseconds. */
  readonly sampling: 'stream' | 'one-by-one'
  /** Docker counts page cache in a sample's memory, and tells how much; Podman does neither. */
  readonly countsPageCache: boolean
  /** Docker keeps a build cache that is counted and emptied by itself; Podman's is images like others. */
  readonly hasBuildCache: boolean
}
