import type { Duplex } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import type { TerminalSize } from '#contract/terminal'
import type { Clock, ExecExit, ExecOutput, ExecSession } from '#core/ports'
import type { EngineApi } from './engine-api'
import { EngineProblem, toUnreachable } from './errors'
import { execState } from './exec-answers'
import { StartFailureGuard } from './exec-guard'
import type { FrameParser } from './frames'
import { OutputQueue } from './output-queue'
import type { Quirks } from './quirks'

export interface SessionOptions {
  readonly api: EngineApi
  readonly clock: Clock
  readonly execId: string
  readonly sandboxName: string
  /** Null: a terminal, whose output is not framed. */
  readonly parser: FrameParser | null
  readonly hasInput: boolean
  readonly quirks: Quirks
  /** Ends the command from within; given whether it has ended. */
  readonly kill: (session: { readonly exited: Promise<ExecExit> }, graceMs: number) => Promise<void>
}

/** After the stream's end an engine may need a moment to write down the exit. A cut stream never gets there. */
const exitDelaysMs = [0, 5, 10, 20, 50, 100, 200, 300, 400]
const firstSilenceMs = 1_000
const longestSilenceMs = 30_000
const inspectTimeoutMs = 5_000
const resizeAttempts = 10
const resizeRetryMs = 40

/** One running command over its hijacked connection. */
export class EngineExecSession implements ExecSession {
  readonly output: AsyncIterable<ExecOutput>
  readonly exited: Promise<ExecExit>
  readonly #options: SessionOptions
  readonly #socket: Duplex
  readonly #queue: OutputQueue
  readonly #guard: StartFailureGuard
  readonly #over = new AbortController()
  #resolve!: (exit: ExecExit) => void
  #reject!: (error: Error) => void
  #writes: Promise<void> = Promise.resolve()
  #received = 0
  #size: TerminalSize | null = null
  #resizing: Promise<void> | null = null
  #isFinishing = false
  #hasWaited = false

  constructor(socket: Duplex, options: SessionOptions) {
    this.#options = options
    this.#socket = socket
    this.#queue = new OutputQueue(socket)
    this.#guard = new StartFailureGuard(options.quirks)
    this.output = { [Symbol.asyncIterator]: () => this.#queue.read() }
    this.exited = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.exited.catch(() => {})
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    // A program that ends without reading its input resets the connection: the exit code decides what it was.
    for (const event of ['end', 'close', 'error'] as const) socket.once(event, () => void this.#finish())
    void this.#watchSilence()
  }

  async write(data: Uint8Array): Promise<void> {
    if (!this.#options.hasInput) throw new AppError('INVALID_INPUT', { field: 'stdin' }, { because: { key: 'problems.no_input' } })
    const write = this.#writes.then(() => this.#write(data))
    this.#writes = write.catch(() => {})
    await write
  }

  endInput(): void {
    this.#writes = this.#writes.then(() => {
      if (this.#options.hasInput && this.#socket.writable) this.#socket.end()
    })
  }

  async resize(size: TerminalSize): Promise<void> {
    if (this.#options.parser) return
    this.#size = size
    this.#resizing ??= this.#applySize().finally(() => (this.#resizing = null))
    await this.#resizing
  }

  async kill(graceMs: number): Promise<void> {
    if (this.#over.signal.aborted) return
    await this.#options.kill(this, graceMs)
  }

  #take(chunk: Buffer): void {
    const { parser, quirks } = this.#options
    if (this.#received === 0 && this.#size && quirks.losesEarlySizes) void this.resize(this.#size).catch(() => {})
    this.#received += chunk.length
    if (!parser) return this.#pass({ stream: 'stdout', data: chunk }, true)
    try {
      for (const piece of parser.parse(chunk)) this.#pass(piece, parser.isWhole)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Podman refuses a size while the command is only about to run: asked again. The last wish counts. */
  async #applySize(): Promise<void> {
    const { api, clock, execId } = this.#options
    for (let attempt = 0; this.#size && !this.#over.signal.aborted && attempt < resizeAttempts; attempt += 1) {
      const size = this.#size
      try {
        await api.text({ method: 'POST', path: `/exec/${execId}/resize`, query: { h: size.rows, w: size.columns }, signal: deadlineSignal(inspectTimeoutMs) })
        if (this.#size === size) return
        attempt = 0
      } catch (error) {
        if (!(error instanceof EngineProblem)) throw error
        await clock.sleep(resizeRetryMs, this.#over.signal).catch(() => {})
      }
    }
  }

  #pass(piece: ExecOutput, isWhole: boolean): void {
    for (const passed of this.#guard.take(piece, isWhole)) this.#queue.push(passed)
  }

  async #write(data: Uint8Array): Promise<void> {
    if (!this.#hasWaited) await this.#waitForFirstOutput()
    // What the program said is taken in first: writing to one that has ended breaks the connection with it unread.
    while (this.#options.parser && this.#queue.isPaused && !this.#over.signal.aborted) await this.#queue.whenRead()
    // With a terminal a Ctrl-C must reach the program that floods it.
    if (!this.#options.parser && this.#queue.isPaused) this.#queue.letIn()
    await setImmediate()
    if (this.#over.signal.aborted || !this.#socket.writable) throw this.#gone()
    await new Promise<void>((resolve, reject) => {
      this.#socket.write(data, (error) => (error ? reject(this.#gone(error)) : resolve()))
    })
  }

  async #waitForFirstOutput(): Promise<void> {
    const { clock, parser, quirks } = this.#options
    this.#hasWaited = true
    if (!parser) return
    const until = clock.monotonic() + quirks.inputDelayMs
    while (this.#received === 0 && !this.#over.signal.aborted && clock.monotonic() < until) await clock.sleep(10)
  }

  #gone(cause?: unknown): AppError {
    return new AppError('SANDBOX_NOT_RUNNING', { name: this.#options.sandboxName }, { cause })
  }

  async #finish(): Promise<void> {
    if (this.#isFinishing) return
    this.#isFinishing = true
    try {
      const { parser } = this.#options
      if (parser && !parser.isWhole) throw new Error('the connection broke in the middle of output')
      this.#settle(await this.#findExit())
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Engines end the stream when the command has ended, not before: a command that still runs was cut off. */
  async #findExit(): Promise<number> {
    for (const waitMs of exitDelaysMs) {
      if (waitMs > 0) await this.#options.clock.sleep(waitMs)
      const exitCode = await this.#askExit()
      if (exitCode !== null) return exitCode
    }
    throw new Error('the connection broke while the command was running')
  }

  /** Null while it runs. */
  async #askExit(): Promise<number | null> {
    const { api, execId } = this.#options
    const state = await api.json({ method: 'GET', path: `/exec/${execId}/json`, signal: deadlineSignal(inspectTimeoutMs) }, execState)
    return state.Running ? null : state.ExitCode
  }

  /**
   * The second sign of the end, for connections that stay open and silent: asked after silence only,
   * ever more seldom. With output waiting for its reader only the exit is told; the rest is still to come.
   */
  async #watchSilence(): Promise<void> {
    const { clock } = this.#options
    let waitMs = firstSilenceMs
    try {
      for (;;) {
        const before = this.#received
        await clock.sleep(waitMs, this.#over.signal)
        if (this.#received !== before) {
          waitMs = firstSilenceMs
          continue
        }
        if (this.#isFinishing) return
        await this.#lookForEnd(before)
        waitMs = Math.min(waitMs * 2, longestSilenceMs)
      }
    } catch {
      // Over.
    }
  }

  async #lookForEnd(received: number): Promise<void> {
    try {
      const exitCode = await this.#askExit()
      if (exitCode === null) return
      if (this.#queue.isPaused) return this.#resolve({ exitCode })
      await this.#options.clock.sleep(drainMs, this.#over.signal)
      if (this.#received === received) this.#settle(exitCode)
    } catch (error) {
      if (AppError.is(error, 'BACKEND_UNREACHABLE') || (error instanceof EngineProblem && error.status === 404)) this.#fail(error)
    }
  }

  #settle(exitCode: number): void {
    const exit = this.#guard.toExit(exitCode)
    for (const piece of this.#guard.release()) this.#queue.push(piece)
    this.#resolve(exit)
    this.#close(null)
  }

  #fail(error: unknown): void {
    const { api } = this.#options
    for (const piece of this.#guard.release()) this.#queue.push(piece)
    const broken = error instanceof EngineProblem ? new Error(error.detail, { cause: error }) : error
    const failure = toUnreachable(api.info, broken)
    this.#reject(failure)
    this.#close(failure)
  }

  #close(error: Error | null): void {
    this.#isFinishing = true
    this.#over.abort()
    this.#queue.end(error)
    this.#socket.destroy()
  }
}

/** What is on its way when the engine already knows the exit. */
const drainMs = 250
