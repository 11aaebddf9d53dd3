import { AppError } from '#contract/errors'
import type { TerminalSize } from '#contract/terminal'
import type { ExecExit, ExecOutput, ExecSession } from '#core/ports'
import { AgentProblem, toAppError, type AgentSubject } from './agent-problem'
import { encodeFields, parseFields, toCount } from './fields'
import { maxDataBytes, type Frame } from './frame'
import { lost, unexpected, type Operation } from './operation'
import { OutputQueue } from './output-queue'
import { encodeTaken, SendWindow } from './window'

export interface SessionOptions {
  readonly subject: AgentSubject
  readonly hasInput: boolean
  readonly hasTerminal: boolean
}

const sigterm = 15

/** One running command over its connection. */
export class AgentExecSession implements ExecSession {
  readonly output: AsyncIterable<ExecOutput>
  readonly exited: Promise<ExecExit>
  /** Settles when the program runs or is known not to; rejects with what prevented it from being tried. */
  readonly begun: Promise<void>
  readonly #operation: Operation
  readonly #options: SessionOptions
  readonly #queue: OutputQueue
  readonly #window = new SendWindow()
  readonly #exit = settleable<ExecExit>()
  readonly #begin = settleable<undefined>()
  #writes: Promise<unknown> = Promise.resolve()
  #hasExited = false
  #isInputEnded = false

  constructor(operation: Operation, options: SessionOptions) {
    this.#operation = operation
    this.#options = options
    this.#queue = new OutputQueue((bytes) => void operation.send('A', encodeTaken(bytes)))
    this.output = { [Symbol.asyncIterator]: () => this.#queue.read() }
    this.exited = this.#exit.promise
    this.begun = this.#begin.promise
    void this.#pump()
  }

  async write(data: Uint8Array): Promise<void> {
    if (!this.#options.hasInput) throw new AppError('INVALID_INPUT', { field: 'stdin' }, { because: { key: 'problems.no_input' } })
    const write = this.#writes.then(() => this.#write(data))
    this.#writes = write.catch(() => {})
    await write
  }

  endInput(): void {
    this.#writes = this.#writes.then(() => {
      if (!this.#isInputEnded) this.#operation.send('E')
      this.#isInputEnded = true
    })
  }

  async resize({ rows, columns }: TerminalSize): Promise<void> {
    await Promise.resolve()
    if (this.#options.hasTerminal && !this.#hasExited) this.#operation.send('W', Buffer.from(`${rows},${columns}`))
  }

  async kill(graceMs: number): Promise<void> {
    if (this.#hasExited) return
    this.#operation.send('K', encodeFields([['s', sigterm], ['g', Math.max(0, Math.round(graceMs))]]))
    await this.exited
  }

  async #write(data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.byteLength; ) {
      const claimed = await this.#window.claim(Math.min(data.byteLength - at, maxDataBytes))
      if (claimed === null || this.#isInputEnded) throw new AppError('SANDBOX_NOT_RUNNING', { name: this.#options.subject.name })
      await this.#operation.sendData(data.subarray(at, at + claimed)).catch((error: unknown) => {
        throw new AppError('SANDBOX_NOT_RUNNING', { name: this.#options.subject.name }, { cause: error })
      })
      at += claimed
    }
  }

  async #pump(): Promise<void> {
    try {
      for await (const frame of this.#operation.frames()) {
        if (this.#take(frame)) return this.#queue.end(null)
      }
      throw lost()
    } catch (error) {
      this.#fail(error)
    } finally {
      this.#window.end()
    }
  }

  /** True when this was the last frame. */
  #take(frame: Frame): boolean {
    if (frame.type === 'O' || frame.type === 'X') this.#takeOutput(frame)
    else if (frame.type === 'A') this.#window.grant(frame.payload.length === 4 ? frame.payload.readUInt32BE() : 0)
    else if (frame.type === 'B') this.#begin.resolve(undefined)
    else if (frame.type === 'C') this.#takeExit(parseFields(frame.payload))
    else if (frame.type !== 'E') throw unexpected(frame)
    this.#hasOutputEnded ||= frame.type === 'E'
    return this.#hasOutputEnded && this.#hasExited
  }

  #hasOutputEnded = false

  #takeOutput({ type, payload }: Frame): void {
    const isWithin = this.#queue.push({ stream: type === 'X' ? 'stderr' : 'stdout', data: payload })
    if (!isWithin) throw new AgentProblem('malformed', 'the guest sent more output than it may')
  }

  #takeExit(fields: ReadonlyMap<string, string>): void {
    const exitCode = toCount(fields.get('c'))
    if (exitCode === null || exitCode > 255) throw new AgentProblem('malformed', 'the guest sent an exit without a code')
    const detail = fields.get('m')
    this.#hasExited = true
    this.#begin.resolve(undefined)
    this.#exit.resolve(detail === undefined ? { exitCode } : { exitCode, detail })
    this.#window.end()
    this.#queue.open()
  }

  #fail(error: unknown): void {
    const failure = toAppError(error, this.#options.subject)
    this.#hasExited = true
    this.#begin.reject(failure)
    this.#exit.reject(failure)
    this.#queue.end(failure)
  }
}

interface Settleable<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
  reject(error: Error): void
}

/** Promise.withResolvers, which Node 20 does not have. A rejection that nobody waits for is no accident. */
function settleable<T>(): Settleable<T> {
  let resolve: (value: T) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  promise.catch(() => {})
  return { promise, resolve, reject }
}
