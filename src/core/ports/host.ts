import type { Baseline } from './baseline'

/** Where and who we are: everything about the machine that core may know. */
export interface Host {
  readonly platform: 'linux' | 'darwin' | 'win32'
  readonly arch: string
  /** Data directory of this home. */
  readonly dataDirectory: string
  /** Random id of this home, kept in a file of its own so that it outlives the metadata. */
  homeId(): Promise<string>
  readonly homeDirectory: string
  readonly version: string
  readonly processId: number
  /** Identifies this process beyond its pid, which is reused: start ticks or start time. */
  readonly processStart: string
  /** Whether the process that wrote `owner` still lives. */
  isAlive(owner: { processId: number; processStart: string }): boolean
  /** IPv4 addresses of a name, as any program of this machine finds them; none when it has none. */
  resolveName(name: string): Promise<readonly string[]>
  /** Values of environment variables of the person's shell. */
  environment(name: string): string | undefined
}

export interface Clock {
  /** Wall clock, milliseconds since 1970. For dates that people see. */
  now(): number
  /** Never jumps: for durations and deadlines, milliseconds. */
  monotonic(): number
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface Log {
  /** `fields` are redacted by key and by known secret values before they are written. */
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

/** Host folders and files, as core needs them. Rejects with FILE_NOT_FOUND, PATH_REFUSED, PERMISSION_DENIED. */
export interface HostFiles {
  /** Canonical absolute path with links resolved; null when it does not exist. */
  realPath(path: string): Promise<string | null>
  kind(path: string): Promise<'file' | 'directory' | 'link' | 'other' | null>
  /** Names in a directory, unsorted; at most `limit`. */
  names(directory: string, limit: number): Promise<string[]>
  /** Text of a file of at most `maxBytes`; null when absent. */
  text(path: string, maxBytes: number): Promise<string | null>
  /** Writes a file that only its owner can read, whole or not at all. PERMISSION_DENIED, DISK_FULL, FILE_NOT_FOUND (no such folder), or FILE_EXISTS: what is there is only replaced with `mayReplace`. */
  writeText(path: string, text: string, options?: { mayReplace?: boolean | undefined }): Promise<void>
  /** A tar of a file or directory. A link at `path` itself is followed; inside, links are kept as links. */
  pack(path: string, options: PackOptions): AsyncIterable<Uint8Array>
  /**
   * Unpacks an untrusted tar under the archive rules of docs/security.md, so that its one top entry becomes
   * `target`; on any error nothing of it is left. Rejects with ARCHIVE_REFUSED, DISK_FULL, or FILE_EXISTS: what is
   * there is never replaced, except a file by a file with `mayReplace`.
   */
  unpack(archive: AsyncIterable<Uint8Array>, target: string, options: { signal: AbortSignal; mayReplace?: boolean }): Promise<{ files: number; bytes: number }>
}

export interface PackOptions {
  /** Leave out what the folder's `.dockerignore` leaves out: for the context of a build. */
  readonly honourIgnoreFiles: boolean
  /** Name of the top entry; default: the path's base name. `.` packs a directory's content without a top folder. */
  readonly as?: string
  /** Owner of every entry; default 0:0. The host's own ids mean nothing inside. */
  readonly owner?: { readonly uid: number; readonly gid: number }
  /** Told of every regular file as it goes in, with its size in bytes. */
  readonly onFile?: (sizeBytes: number) => void
  readonly note?: PackNote
  readonly signal: AbortSignal
}

/** Whoever wants to know later what went in. */
export interface PackNote {
  /** Whether a path, relative to what is packed, is to be noted. */
  wants(path: string): boolean
  /** With more than so many nothing is told at all. */
  readonly maxEntries: number
  /** Told once, when everything was taken. */
  take(entries: Baseline): void
}

/** Screen of a terminal kept on our side, so that a window that reloads can restore it. */
export interface ScreenBuffer {
  /** Resolves when the bytes were taken in. */
  write(data: string): Promise<void>
  resize(columns: number, rows: number): void
  /** Escape sequence text that redraws screen and scrollback. */
  serialize(): string
  /** Calls whenever the program asks for attention: by the bell (an empty text), OSC 9 or OSC 777. The text is as fit for showing as the title. */
  onAttention(listener: (text: string) => void): void
  /** What the program named itself, fit for showing: no control or direction-changing characters, not long. */
  readonly title: string
  /** How many lines it holds, those that were scrolled back included; longer ones count once or more. */
  readonly lines: number
  dispose(): void
}
