import { Duplex } from 'node:stream'
import type { RunningProcess } from '#core/ports'

/**
 * A program's stdin and stdout as one stream for Node's HTTP client. The client also asks it to behave
 * as a socket (timeouts, keep-alive, ref): a pipe has none of that, so those do nothing.
 */
export class ProgramStream extends Duplex {
  readonly #program: RunningProcess
  readonly #output: AsyncIterator<Uint8Array>
  #hasAnswered = false

  constructor(program: RunningProcess) {
    super({ allowHalfOpen: true })
    this.#program = program
    this.#output = program.output[Symbol.asyncIterator]()
  }

  override _read(): void {
    void this.#readNext()
  }

  async #readNext(): Promise<void> {
    try {
      const { done, value } = await this.#output.next()
      if (done) return await this.#end()
      this.#hasAnswered = true
      this.push(value)
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  }

  /** A program that ends without a word of answer has failed, and its last line says why. */
  async #end(): Promise<void> {
    const { exitCode, stderr } = await this.#program.ended
    if (this.#hasAnswered) this.push(null)
    else this.destroy(new Error(lastLine(stderr) || `ended with exit code ${exitCode}`))
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    void this.#take(chunk, done)
  }

  async #take(chunk: Uint8Array, done: () => void): Promise<void> {
    // A program that is gone is told by its end, with its reason; not by the pipe that broke.
    await this.#program.write(chunk).catch(() => undefined)
    done()
  }

  override _final(done: () => void): void {
    this.#program.endInput()
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#program.kill()
    done(error)
  }

  setTimeout(): this {
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? ''
}
