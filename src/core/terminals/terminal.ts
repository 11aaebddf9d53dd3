import { AppError } from '#contract/errors'
import type { TerminalAttention, TerminalEvent, TerminalSize, TerminalView } from '#contract/terminal'
import type { ExecExit, ExecSession } from '../ports/exec'
import type { Clock, ScreenBuffer } from '../ports/host'
import { createOutputQueue, type OutputQueue } from './output-queue'
import { ScreenFeed } from './screen-feed'

export interface TerminalStart {
  readonly id: string
  readonly sandboxId: string
  readonly createdAt: string
  readonly size: TerminalSize
  readonly screen: ScreenBuffer
  readonly clock: Clock
  readonly session: ExecSession
  /** Another way to start it, when the session could not be; null when there is none left. */
  readonly openNext: () => Promise<ExecSession> | null
  /** Its program asks for a person, or ended by itself. */
  readonly onAttention: (attention: TerminalAttention) => void
}

type Ended = Extract<TerminalEvent, { type: 'exited' }>

/** Time that a program gets to end by itself when its terminal is closed. */
const closeGraceMs = 500

/**
 * One program on a terminal, its screen and at most one reader. Output goes to the screen always and
 * to the reader while there is one; the session is read as fast as both take it. Input goes to the
 * session on a way of its own, never behind output.
 */
export class Terminal {
  readonly #start: TerminalStart
  readonly #encoder = new TextEncoder()
  readonly #feed: ScreenFeed
  #session: ExecSession
  #size: TerminalSize
  #reader: OutputQueue | undefined
  #ended: Ended | undefined
  #isClosed = false
  /** Screen and reader change together: one hand at a time. */
  #turn: Promise<void> = Promise.resolve()

  constructor(start: TerminalStart) {
    this.#start = start
    this.#session = start.session
    this.#size = start.size
    this.#feed = new ScreenFeed(start.screen, start.clock)
    start.screen.onAttention((text) => this.#ask('waiting', text))
    void this.#run()
  }

  get view(): TerminalView {
    const { id, sandboxId, createdAt, screen } = this.#start
    const { exitCode = null, error } = this.#ended ?? {}
    return { id, sandboxId, createdAt, title: screen.title, size: this.#size, hasEnded: this.#ended !== undefined, exitCode, ...(error && { error }) }
  }

  async *attach(signal: AbortSignal | undefined): AsyncGenerator<TerminalEvent, void, undefined> {
    const queue = createOutputQueue()
    const restored = await this.#exclusively(async () => {
      await this.#feed.settle()
      this.#reader?.finish()
      this.#reader = queue
      if (this.#ended) queue.finish(this.#ended)
      return { type: 'restored', data: this.#start.screen.serialize(), size: this.#size } as const
    })
    const events = queue.read(signal)
    try {
      yield restored
      yield* events
    } finally {
      // Also when it was not read yet: whoever waits for its room is let go.
      await events.return()
      if (this.#reader === queue) this.#reader = undefined
    }
  }

  async write(text: string): Promise<void> {
    if (this.#ended) throw new AppError('SESSION_NOT_FOUND', { id: this.#start.id })
    await this.#session.write(this.#encoder.encode(text))
  }

  async resize(size: TerminalSize): Promise<void> {
    if (size.columns === this.#size.columns && size.rows === this.#size.rows) return
    this.#size = size
    await this.#exclusively(() => this.#start.screen.resize(size.columns, size.rows))
    if (!this.#ended) await this.#session.resize(size)
  }

  /** Ends the program and every reader. An image that gives no means to kill it gets the end of its input at least. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#reader?.finish(this.#ended)
    try {
      if (!this.#ended) await this.#session.kill(closeGraceMs)
    } catch {
      this.#session.endInput()
    } finally {
      await this.#exclusively(async () => {
        await this.#feed.settle()
        this.#start.screen.dispose()
      })
    }
  }

  async #run(): Promise<void> {
    const end = await this.#runAll().catch((error: unknown): Ended => ({ type: 'exited', exitCode: null, error: AppError.from(error).toData() }))
    await this.#exclusively(() => {
      if (!end.error) this.#ask('finished', '')
      this.#ended = end
      this.#reader?.finish(end)
    })
  }

  #ask(kind: TerminalAttention['kind'], text: string): void {
    const { id, sandboxId, onAttention } = this.#start
    if (!this.#isClosed && !this.#ended) onAttention({ id, sandboxId, kind, text })
  }

  async #runAll(): Promise<Ended> {
    for (;;) {
      const { exitCode, detail } = await this.#pump()
      const next = detail === undefined ? null : this.#start.openNext()
      if (!next) return { type: 'exited', exitCode, ...(detail !== undefined && { reason: detail }) }
      this.#session = await next
      await this.#session.resize(this.#size)
    }
  }

  async #pump(): Promise<ExecExit> {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    for await (const { data } of this.#session.output) await this.#take(decoder.decode(data, { stream: true }))
    await this.#take(decoder.decode())
    return this.#session.exited
  }

  async #take(text: string): Promise<void> {
    if (text === '' || this.#isClosed) return
    const { room, taken } = await this.#exclusively(() => {
      this.#reader?.push(text)
      return { room: this.#reader?.room(), taken: this.#feed.add(text) }
    })
    await room
    await taken
  }

  #exclusively<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.then(
      () => undefined,
      () => undefined
    )
    return result
  }
}
