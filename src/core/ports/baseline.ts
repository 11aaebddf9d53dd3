/** One path as it went into a private copy. */
export interface BaselineEntry {
  /** SHA-256 of its content in hex; null for a link, and where it cannot be told. */
  readonly digest: string | null
  readonly isExecutable: boolean
  readonly sizeBytes: number
  /** Milliseconds since 1970, in whole seconds; null when not known. */
  readonly modifiedAt: number | null
  /** Where a link leads, as written in it; else empty. */
  readonly linkTarget: string
}

/** What went into a private copy, by path relative to its folder; without what is never compared. */
export type Baseline = ReadonlyMap<string, BaselineEntry>

/** Baselines by sandbox id, closed to others. */
export interface BaselineStore {
  /** Null when there is none, or none that can be read: then two sides are compared. */
  read(sandboxId: string): Promise<Baseline | null>
  /** Replaces, whole or not at all. Rejects with PERMISSION_DENIED, DISK_FULL. */
  keep(sandboxId: string, baseline: Baseline): Promise<void>
  /** Harmless when there is none. */
  remove(sandboxId: string): Promise<void>
}
