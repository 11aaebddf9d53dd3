import { AppError } from '#contract/errors'
import type { TerminalSize } from '#contract/terminal'
import type { Clock, ExecExit, ExecOutput, ExecSession } from '#core/ports'
import type { Carrier } from './carrier'
import { findReport, type Report } from './exec-script'
import { kind } from './failures'
import { judgeEnd } from './judge-end'
import { OutputQueue } from './output-queue'

export interface SessionOptions {
  readonly carrier: Carrier
  readonly clock: Clock
  /** In the wrapper's report; null: there is no wrapper. */
  readonly mark: string | null
  /** What is run, for sentences. */
  readonly program: string
  readonly sandboxName: string
  readonly hasInput: boolean
  readonly isTerminal: boolean
  readonly isStillRunning: () => Promise<boolean>
  /** Signals the command from inside. */
  readonly kill: (processId: number, signal: 'TERM' | 'KILL') => Promise<void>
}

const keptBytes = 8_192
/** A command without a report counts as begun when it has lived so long. */
const bareStartMs = 400
const afterKillMs = 5_000
const beginsLateMs = 3_000

/** One running command. */
export class CommandSession implements ExecSession {
  readonly output: AsyncIterable<ExecOutput>
  readonly exited: Promise<ExecExit>
  /** Resolves when the command was started or is known not to start; rejects when the program itself failed. */
  readonly begun: Promise<void>
  readonly #options: SessionOptions
  readonly #queue: OutputQueue
  readonly #over = new AbortController()
  readonly #begin: PromiseWithResolvers<void>
  readonly #exit: PromiseWithResolvers<ExecExit>
  /** Until the report has come: everything on the stream that will bring it. */
  #head: Buffer | null
  #report: Report | null = null
  #errorTail: Buffer = Buffer.alloc(0)
  #writes: Promise<void> = Promise.resolve()
  #takesCarriageReturn = false
  #heldReturn = false

  constructor(options: SessionOptions) {
    this.#options = options
    this.#queue = new OutputQueue(options.carrier.sources)
    this.#begin = withResolvers()
    this.#exit = withResolvers()
    this.begun = this.#begin.promise
    this.exited = this.#exit.promise
    this.exited.catch(() => undefined)
    this.begun.catch(() => undefined)
    this.output = { [Symbol.asyncIterator]: () => this.#queue.read() }
    this.#head = options.mark === null ? null : Buffer.alloc(0)
    options.carrier.onOutput((stream, data) => this.#take(stream, data))
    if (!options.hasInput && !options.isTerminal) options.carrier.endInput()
    if (options.mark === null) void options.clock.sleep(bareStartMs, this.over).then(() => this.#begin.resolve(), () => undefined)
    void options.carrier.ended.then((code) => this.#finish(code))
  }

  /** Aborted when the command has ended. */
  get over(): AbortSignal {
    return this.#over.signal
  }

  async write(data: Uint8Array): Promise<void> {
    if (!this.#options.hasInput) throw new AppError('INVALID_INPUT', { field: 'stdin' }, { because: { key: 'problems.no_input' } })
    const copy = Uint8Array.from(data)
    const write = this.#writes.then(() => this.#write(copy))
    this.#writes = write.catch(() => undefined)
    await write
  }

  async #write(data: Uint8Array): Promise<void> {
    if (this.over.aborted) throw this.#gone()
    const gone = withResolvers<never>()
    const tell = (): void => gone.reject(this.#gone())
    this.over.addEventListener('abort', tell, { once: true })
    try {
      await Promise.race([this.#options.carrier.write(data).catch((cause: unknown) => Promise.reject(this.#gone(cause))), gone.promise])
    } finally {
      this.over.removeEventListener('abort', tell)
    }
  }

  endInput(): void {
    this.#writes = this.#writes.then(() => {
      if (this.#options.hasInput && !this.over.aborted) this.#options.carrier.endInput()
    })
  }

  async resize(size: TerminalSize): Promise<void> {
    if (this.#options.isTerminal && !this.over.aborted) this.#options.carrier.resize(size)
  }

  async kill(graceMs: number): Promise<void> {
    if (this.over.aborted) return
    const { outcome } = this.#report ?? {}
    if (outcome?.type !== 'began') throw new AppError('NOT_SUPPORTED', { backend: kind, feature: 'kill' }, { because: { key: 'reasons.apple_no_shell' } })
    const { kill, carrier } = this.#options
    await kill(outcome.processId, 'TERM')
    if (await this.#endsWithin(graceMs)) return
    await kill(outcome.processId, 'KILL')
    if (await this.#endsWithin(afterKillMs)) return
    carrier.kill()
    await this.#endsWithin(afterKillMs)
  }

  /** Lets go of the program on this side; used when nobody is to hear of the command any more. */
  abandon(): void {
    this.#options.carrier.kill()
  }

  /**
   * Nobody is to hear of it. Ending the program alone would leave running what the service starts all the same, so its
   * beginning is waited for a moment, and then it is ended from inside.
   */
  async takeBack(): Promise<void> {
    const { clock } = this.#options
    const beginning = this.begun.then(() => this.kill(0)).catch(() => undefined)
    await Promise.race([beginning, clock.sleep(beginsLateMs, this.over).catch(() => undefined)])
    this.abandon()
  }

  async #endsWithin(ms: number): Promise<boolean> {
    const slept = this.#options.clock.sleep(ms, this.over).then(() => this.over.aborted, () => true)
    return await Promise.race([slept, this.#options.carrier.ended.then(() => true)])
  }

  #take(stream: 'stdout' | 'stderr', data: Buffer): void {
    const reporting = this.#options.isTerminal ? 'stdout' : 'stderr'
    if (this.#head !== null && stream === reporting) return this.#takeHead(stream, data)
    this.#pass(stream, data)
  }

  #takeHead(stream: 'stdout' | 'stderr', data: Buffer): void {
    this.#head = Buffer.concat([this.#head ?? Buffer.alloc(0), data])
    const report = findReport(this.#head, this.#options.mark ?? '')
    if (!report) return
    this.#head = null
    this.#report = report
    this.#takesCarriageReturn = report.lineEnd.length > 2
    this.#begin.resolve()
    this.#pass(stream, report.rest)
  }

  #pass(stream: 'stdout' | 'stderr', data: Buffer): void {
    const bytes = this.#takesCarriageReturn ? this.#undoTerminal(data) : data
    if (stream === 'stderr' || this.#options.isTerminal) this.#errorTail = Buffer.concat([this.#errorTail, bytes]).subarray(-keptBytes)
    this.#queue.push({ stream, data: bytes })
  }

  /**
   * The program leaves the output processing of our terminal on, so each line feed of the guest comes with one
   * carriage return more (CR CR LF). Whether it does, the report's own line end showed.
   */
  #undoTerminal(data: Buffer): Buffer {
    const text = (this.#heldReturn ? '\r' : '') + data.toString('latin1')
    this.#heldReturn = text.endsWith('\r')
    return Buffer.from((this.#heldReturn ? text.slice(0, -1) : text).replaceAll('\r\n', '\n'), 'latin1')
  }

  async #finish(code: number | null): Promise<void> {
    try {
      const { mark, program, sandboxName, isStillRunning } = this.#options
      const exit = await judgeEnd({ code, report: this.#report, isWrapped: mark !== null, head: this.#head, errorTail: this.#errorTail, program, sandboxName, isStillRunning })
      this.#begin.resolve()
      this.#settle(exit)
    } catch (error) {
      const failure = AppError.from(error)
      this.#begin.reject(error)
      this.#exit.reject(failure)
      this.#close(failure)
    }
  }

  #gone(cause?: unknown): AppError {
    return new AppError('SANDBOX_NOT_RUNNING', { name: this.#options.sandboxName }, { cause })
  }

  #settle(exit: ExecExit): void {
    this.#exit.resolve(exit)
    this.#close(null)
  }

  #close(error: Error | null): void {
    if (this.#heldReturn) this.#queue.push({ stream: 'stdout', data: Buffer.from('\r') })
    this.#over.abort()
    this.#queue.end(error)
  }
}

interface PromiseWithResolvers<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
  reject(error: unknown): void
}

/** Node 20 has no Promise.withResolvers. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
