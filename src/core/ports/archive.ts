/** One entry of a tar, as it says itself: never trusted. */
export interface ArchiveEntry {
  readonly name: string
  readonly type: 'file' | 'directory' | 'link' | 'other'
  readonly sizeBytes: number
  /** Permission bits only. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Milliseconds since 1970; null when not told. */
  readonly modifiedAt: number | null
  readonly linkTarget: string
  /** Its content, once and before the next entry is asked for, or not at all. */
  content(): AsyncIterable<Uint8Array>
  /** Its content in one, at most so much of it; in the place of `content`. */
  bytes(maxBytes: number): Promise<Uint8Array>
}

/** A regular file to be put into a tar. */
export interface ArchiveFile {
  readonly name: string
  readonly data: Uint8Array
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/** Reading and making tars without unpacking them onto the host. */
export interface Archives {
  /** Entries in their order. Leaving early ends the source. Rejects with ARCHIVE_REFUSED when it is not a tar. */
  entries(archive: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<ArchiveEntry>
  make(files: readonly ArchiveFile[]): AsyncIterable<Uint8Array>
  /** SHA-256 in hex of an entry's content, which is never held whole. */
  digest(content: AsyncIterable<Uint8Array>): Promise<string>
}
