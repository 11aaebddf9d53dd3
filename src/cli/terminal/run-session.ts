import { AppError } from '#contract/errors'
import type { ExecSession } from '#core/ports/exec'
import type { Context } from '../context'
import { exitCodes } from '../exit-codes'
import { createDetachFilter } from './detach-keys'
import { enterRawMode, resetSequence } from './raw-mode'

/** What a program gets to end by itself when we end it, in milliseconds. */
const graceMs = 2000

/** Ended by SIGKILL, as by a sandbox that somebody stops: such a program left its terminal as it was. */
const killed = 137

export interface SessionOptions {
  readonly sandbox: string
  /** Send what stdin has. */
  readonly hasInput: boolean
  /** The session has a terminal: keys go through raw, its size follows ours. */
  readonly isTerminal: boolean
  readonly detachKeys: readonly number[]
  /** End the program after so long. */
  readonly timeoutMs: number | null
}

/** Connects a running command with our own streams until it ends. Answers the exit code of our process. */
export async function runSession(context: Context, session: ExecSession, options: SessionOptions): Promise<number> {
  const ending = new Ending(context, session)
  const release = [
    ...(options.isTerminal ? [useTerminal(context, session)] : []),
    ...(options.timeoutMs === null ? [] : [expire(options.timeoutMs, () => ending.end(exitCodes.timeout))]),
    ending.followInterrupts(),
    ending.followBrokenPipe()
  ]
  const detached = defer<null>()
  if (options.hasInput) void sendInput(context, session, options, () => detached.resolve(null))
  try {
    const received = receive(context, session).catch((error: unknown) => ending.outlive(error))
    const exit = await Promise.race([received, ending.reached, detached.promise])
    if (exit !== null && options.isTerminal && (ending.exitCode !== null || exit === killed)) resetTerminal(context)
    if (exit !== null) return ending.exitCode ?? exit
    return await sayDetached(context, options.sandbox)
  } catch (error) {
    if (options.isTerminal) resetTerminal(context)
    throw error
  } finally {
    for (const each of release) each()
    if (options.hasInput) context.process.stdin.pause()
  }
}

/** Output in order, no faster than our own readers take it; then the exit code. */
async function receive(context: Context, session: ExecSession): Promise<number> {
  const { stdout, stderr } = context.process
  for await (const { stream, data } of session.output) await write(stream === 'stdout' ? stdout : stderr, data)
  const { exitCode, detail, because } = await session.exited
  if (because !== undefined) await context.note(because)
  else if (detail !== undefined) await context.note({ key: 'core.engine_says', params: { detail } })
  return exitCode
}

/** The bytes are ours to keep only until the next ones are asked for, so their way out is awaited. */
async function write(stream: NodeJS.WriteStream, data: Uint8Array): Promise<void> {
  await new Promise<void>((resolve) => stream.write(data, () => resolve()))
}

async function sendInput(context: Context, session: ExecSession, options: SessionOptions, detach: () => void): Promise<void> {
  const filter = options.isTerminal ? createDetachFilter(options.detachKeys) : null
  try {
    for await (const chunk of context.process.stdin) {
      const { data, isDetached } = filter?.(chunk as Uint8Array) ?? { data: chunk as Uint8Array, isDetached: false }
      if (data.byteLength > 0) await session.write(data)
      if (isDetached) return detach()
    }
    session.endInput()
  } catch {
    // The program is gone, or our own input broke: its exit says the rest.
    session.endInput()
  }
}

/** Raw keys and the terminal's size, until called. */
function useTerminal(context: Context, session: ExecSession): () => void {
  const { stdin, stdout } = context.process
  const restore = enterRawMode(stdin, (listener) => {
    context.process.on('exit', listener)
    return () => context.process.off('exit', listener)
  })
  const resize = (): void => void session.resize({ columns: stdout.columns, rows: stdout.rows }).catch(() => {})
  stdout.on('resize', resize)
  return () => {
    stdout.off('resize', resize)
    restore()
  }
}

function resetTerminal(context: Context): void {
  if (context.process.stdout.isTTY) context.process.stdout.write(resetSequence)
}

async function sayDetached(context: Context, sandbox: string): Promise<number> {
  resetTerminal(context)
  await context.note('exec.detached', { name: sandbox })
  return 0
}

function expire(afterMs: number, act: () => void): () => void {
  const timer = setTimeout(act, afterMs)
  return () => clearTimeout(timer)
}

interface Deferred<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
  reject(error: Error): void
}

function defer<T>(): Deferred<T> {
  let settle: Pick<Deferred<T>, 'resolve' | 'reject'> = { resolve: () => {}, reject: () => {} }
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject }
  })
  return { promise, ...settle }
}

/** The program's end by our hand: a timeout, a signal to us, a reader that left. */
class Ending {
  readonly #context: Context
  readonly #session: ExecSession
  readonly #reached = defer<number>()
  #exitCode: number | null = null

  constructor(context: Context, session: ExecSession) {
    this.#context = context
    this.#session = session
  }

  /** Settles when the program was ended by us, or could not be. */
  get reached(): Promise<number> {
    return this.#reached.promise
  }

  get exitCode(): number | null {
    return this.#exitCode
  }

  end(exitCode: number): void {
    if (this.#exitCode !== null) return
    this.#exitCode = exitCode
    this.#session
      .kill(graceMs)
      .then(() => this.#session.exited)
      .then(() => this.#reached.resolve(exitCode))
      .catch((error: unknown) => this.#reached.reject(AppError.from(error)))
  }

  /** A session that breaks while we end its program, as when a terminal hangs up, must not keep the program alive. */
  async outlive(error: unknown): Promise<number> {
    if (this.#exitCode === null) throw error
    return await this.reached
  }

  followInterrupts(): () => void {
    const { signal } = this.#context
    const stop = (): void => this.end(this.#context.interrupt.exitCode ?? 130)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
    return () => signal.removeEventListener('abort', stop)
  }

  followBrokenPipe(): () => void {
    const stop = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EPIPE') this.end(exitCodes.brokenPipe)
    }
    const { stdout } = this.#context.process
    // Ours alone: the one of the whole process would end it before the program inside is ended.
    const others = stdout.listeners('error') as ((error: Error) => void)[]
    stdout.removeAllListeners('error').on('error', stop)
    return () => {
      stdout.off('error', stop)
      for (const listener of others) stdout.on('error', listener)
    }
  }
}
