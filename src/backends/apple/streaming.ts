import type { Readable, Writable } from 'node:stream'
import type { Command } from '#core/ports'

/** A running program with its streams apart. */
export interface StreamingProgram {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Null when a signal ended it. Settles when the streams are closed too. */
  readonly ended: Promise<number | null>
  /** `SIGTERM` is followed by `SIGKILL` where it does not help. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
}

/** A program that serves a wedged service may not hear the first signal. */
const forceKillAfterMs = 1_000

/**
 * Starts a program in a process group of its own: the window-change and interrupt signals of the terminal
 * we stand in would make it fail (apple/container #1941). Its stdin is always a pipe: it changes the flags
 * of what it inherits (#1148).
 */
export async function startStreaming(command: Command): Promise<StreamingProgram> {
  const { execa } = await import('execa')
  const child = execa(command.file, command.args, {
    env: command.environment, extendEnv: false, reject: false, buffer: false, detached: true, cleanup: false,
    stdin: 'pipe', stdout: 'pipe', stderr: 'pipe', encoding: 'buffer', stripFinalNewline: false, forceKillAfterDelay: forceKillAfterMs
  })
  if (child.pid === undefined) throw (await child).cause
  // Writing to a program that has ended is told by its end.
  child.stdin.on('error', () => undefined)
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    ended: child.then(({ exitCode }) => exitCode ?? null),
    kill: (signal) => void child.kill(signal)
  }
}
