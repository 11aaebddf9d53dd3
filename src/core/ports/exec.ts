import type { TerminalSize } from '#contract/terminal'
import type { Text } from '#contract/text'

/** One command to run inside a sandbox. */
export interface ExecRequest {
  /** Program and arguments exactly as given: no shell in between, at least one element. */
  readonly argv: readonly string[]
  /** Added over the sandbox's own environment; may be secret: never into argv, labels or logs. */
  readonly environment: Readonly<Record<string, string>>
  /** Absolute path inside; null = the sandbox's own. */
  readonly workingDirectory: string | null
  /** `name`, `uid` or `uid:gid`; null = the sandbox's own. */
  readonly user: string | null
  /** False: stdin is at its end from the start. */
  readonly hasInput: boolean
  /** A terminal of this size (stderr then arrives as stdout); null = separate streams. */
  readonly terminal: TerminalSize | null
}

/** A piece of output. `data` is valid until the next piece is asked for; copy to keep. */
export interface ExecOutput {
  readonly stream: 'stdout' | 'stderr'
  readonly data: Uint8Array
}

/** How a command ended: its own code, 126 (cannot be run), 127 (not found) or 128 + signal, as shells report it. */
export interface ExecExit {
  readonly exitCode: number
  /** Why it could not run, in the engine's words; only with 126 and 127. */
  readonly detail?: string
  /** The same in words of ours, where the engine's are known. */
  readonly because?: Text
}

/**
 * A running command.
 *
 * Order: read `output` to its end, then await `exited`. `exited` settles also when nobody reads.
 * Back-pressure: the engine is not read faster than `output` is consumed; `write` resolves when
 * the engine took the bytes. When the connection breaks before the exit is known, both `output`
 * and `exited` reject with BACKEND_UNREACHABLE: a transport error is never an exit code.
 */
export interface ExecSession {
  /** May be iterated once. Returning early detaches: the command goes on, its output is dropped. */
  readonly output: AsyncIterable<ExecOutput>
  readonly exited: Promise<ExecExit>
  /** Rejects with SANDBOX_NOT_RUNNING once the command is gone. Writes keep their order. */
  write(data: Uint8Array): Promise<void>
  /** End of input; may be repeated. */
  endInput(): void
  /** Only with a terminal; ignored otherwise and after the exit. */
  resize(size: TerminalSize): Promise<void>
  /**
   * Ends the command and everything it started, inside the sandbox: SIGTERM, then SIGKILL after
   * `graceMs`. May be repeated. Rejects with NOT_SUPPORTED where the image gives no means to do it
   * (no shell): then only stopping the sandbox ends it.
   */
  kill(graceMs: number): Promise<void>
}
