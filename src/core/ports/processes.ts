/** Runs programs of the host: an argument list, never a shell. */
export interface Processes {
  /**
   * Runs to the end. A program that fails, cannot be started or is cut off by `timeoutMs` is an
   * answer, not a rejection; rejects only with the signal's reason. Output beyond `maxOutputBytes`
   * (default 1 MiB, per stream) ends the program.
   */
  run(command: Command, options: RunOptions): Promise<ProcessResult>
  /**
   * Starts and hands over its streams. Rejects when it cannot be started. In a process group of its
   * own: Ctrl-C in our terminal is ours to answer. It sees the end of its stdin when we are gone.
   */
  start(command: Command): Promise<RunningProcess>
  /** Starts a program that outlives us, without streams of ours, in a session of its own. Rejects when it cannot be started. */
  startDetached(command: DetachedCommand): Promise<DetachedProcess>
}

export interface Command {
  /** Absolute path, so that nothing in the working directory is run by accident. */
  readonly file: string
  readonly args: readonly string[]
  /** The whole environment: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>
}

export interface DetachedCommand extends Command {
  /** Absolute path; default: ours. */
  readonly workingDirectory?: string
  /** Takes stdout and stderr at its end, made when absent, for its owner only; default: nowhere. */
  readonly outputFile?: string
}

export interface RunOptions {
  /** Written to stdin; without it stdin is at its end. */
  readonly input?: string
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  readonly maxOutputBytes?: number
}

export interface ProcessResult {
  /** Null when it did not run to its end. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
  /** Why it did not end by itself: the system's error code, a signal, `timeout`, or `output` when it said too much. */
  readonly failure?: string
}

export interface RunningProcess {
  /** Not read faster than consumed. */
  readonly output: AsyncIterable<Uint8Array>
  /** Resolves when the program took the bytes. */
  write(data: Uint8Array): Promise<void>
  endInput(): void
  /** SIGTERM, then SIGKILL. May be repeated. */
  kill(): void
  /** Settles always. `stderr`: its last 4 KiB. */
  readonly ended: Promise<{ exitCode: number | null; stderr: string }>
}

export interface DetachedProcess {
  readonly processId: number
  /** Settles when it ends while we still live; does not keep us alive. */
  readonly ended: Promise<{ exitCode: number | null }>
}
