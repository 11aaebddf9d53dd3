/** What lies in a folder of the host, as its own file system says. */
export interface TreeEntry {
  /** Relative to the folder, with forward slashes. */
  readonly path: string
  readonly type: 'file' | 'directory' | 'link' | 'other'
  readonly sizeBytes: number
  /** Milliseconds since 1970. */
  readonly modifiedAt: number
  /** Somebody may run it. */
  readonly isExecutable: boolean
  /** Where a link leads, as written in it; else empty. */
  readonly linkTarget: string
}

/** A regular file as one side has it. */
export interface TreeFile {
  readonly data: Uint8Array
  readonly isExecutable: boolean
}

/** What a file is to hold: taken piece by piece, and refused when it does not have this SHA-256 (hex). */
export interface TreeContent {
  readonly pieces: AsyncIterable<Uint8Array>
  readonly digest: string
  readonly isExecutable: boolean
}

export interface TreeChange {
  readonly folder: string
  /** Relative to the folder, with forward slashes. */
  readonly path: string
  /** What is to be there; null: nothing. */
  readonly content: TreeContent | null
  /** SHA-256 in hex of what must be there now; null: nothing. */
  readonly expected: string | null
  /** Folder below `keptIn` that takes what was there before, at the same path. */
  readonly keepAs: string
}

/**
 * One folder of the user's, looked at and changed file by file. Nothing here follows a link below the folder: what is
 * only reached through one is as good as absent, and refused where it would be written.
 */
export interface HostTree {
  /** Folder of the product's own that holds what was replaced or removed. */
  readonly keptIn: string
  /** Everything below, folders before what they hold. Folders of which `isLeftOut` says so are neither told nor entered. FILE_NOT_FOUND, PERMISSION_DENIED. */
  walk(folder: string, isLeftOut: (path: string) => boolean, signal: AbortSignal): AsyncIterable<TreeEntry>
  /** A regular file of at most `maxBytes`; null when there is no such file. */
  read(folder: string, path: string, maxBytes: number): Promise<TreeFile | null>
  /** SHA-256 in hex of a regular file of any size; null when there is no such file. */
  digest(folder: string, path: string): Promise<string | null>
  /**
   * Replaces, makes or removes one file, whole or not at all; what was there is kept first. Rejects with FILE_CHANGED when
   * something else is there than `expected` or the content is another one, PATH_REFUSED for a link on the way, PERMISSION_DENIED, DISK_FULL.
   */
  change(change: TreeChange): Promise<void>
  /** Folders in `keptIn`, with what they take on the disk; none when nothing was kept. */
  listKept(): Promise<readonly { readonly name: string; readonly bytes: number }[]>
  /** Harmless when it is gone. Rejects with PATH_REFUSED for what is no folder's name, PERMISSION_DENIED. */
  removeKept(name: string): Promise<void>
}
