import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '#contract/errors'
import type { TerminalEvent, TerminalSize } from '#contract/terminal'
import type { Clock, ExecExit, ExecOutput, ExecSession, ScreenBuffer } from '../../ports'
import { createTerminals, type TerminalProgram } from '../terminals'

export const size: TerminalSize = { columns: 80, rows: 24 }

/** A program whose output, input and end are in the test's hands. */
export class ScriptedSession implements ExecSession {
  readonly exited: Promise<ExecExit>
  readonly input: string[] = []
  readonly sizes: TerminalSize[] = []
  kills = 0
  /** Bytes that were asked for: what a real engine would have been read. */
  produced = 0
  #pieces: Uint8Array[] = []
  #wake: () => void = () => undefined
  #isOver = false
  #failure: unknown
  #resolve: (exit: ExecExit) => void = () => undefined
  #reject: (error: AppError) => void = () => undefined

  constructor() {
    this.exited = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    this.exited.catch(() => undefined)
  }

  print(data: string | Uint8Array): void {
    this.#pieces.push(typeof data === 'string' ? new TextEncoder().encode(data) : data)
    this.#wake()
  }

  exit(exitCode: number, detail?: string): void {
    this.#isOver = true
    this.#resolve({ exitCode, ...(detail !== undefined && { detail }) })
    this.#wake()
  }

  fail(error: AppError): void {
    this.#failure = error
    this.#reject(error)
    this.#wake()
  }

  get output(): AsyncIterable<ExecOutput> {
    return this.#read()
  }

  async *#read(): AsyncGenerator<ExecOutput, void, undefined> {
    for (;;) {
      if (this.#failure) throw this.#failure
      const data = this.#pieces.shift()
      if (data) {
        this.produced += data.length
        yield { stream: 'stdout', data }
      } else if (this.#isOver) return
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }

  async write(data: Uint8Array): Promise<void> {
    this.input.push(new TextDecoder().decode(data))
  }
  endInput(): void {}
  async resize(size: TerminalSize): Promise<void> {
    this.sizes.push(size)
  }
  async kill(): Promise<void> {
    this.kills += 1
    this.exit(137)
  }
}

/** A screen without lines: what was written is what it shows. */
function createScreen(): ScreenBuffer & { text: string; isDisposed: boolean; ask: (text: string) => void } {
  return {
    ask: () => undefined,
    onAttention(listener) {
      this.ask = listener
    },
    text: '',
    isDisposed: false,
    title: 'a title',
    lines: 100,
    async write(data) {
      if (this.isDisposed) throw new Error('written after dispose')
      await sleep(0)
      this.text += data
    },
    resize: () => undefined,
    serialize() {
      return this.text
    },
    dispose() {
      this.isDisposed = true
    }
  }
}

const clock: Clock = { now: () => 0, monotonic: () => 0, sleep: async () => undefined }

/** Terminals whose programs are scripted, one session after the other. */
export function setUp(sessions: ScriptedSession[] = [new ScriptedSession()]) {
  const programs: TerminalProgram[] = []
  const screens: ReturnType<typeof createScreen>[] = []
  let ids = 0
  const queue = [...sessions]
  const terminals = createTerminals({
    findSandboxId: async (reference) => `id-of-${reference}`,
    async openExec(program) {
      programs.push(program)
      const session = queue.shift()
      if (!session) throw new AppError('SANDBOX_NOT_RUNNING', { name: program.sandbox })
      return session
    },
    async createScreenBuffer() {
      const screen = createScreen()
      screens.push(screen)
      return screen
    },
    clock,
    newId: () => `terminal-${(ids += 1)}`
  })
  const [session = new ScriptedSession()] = sessions
  return { ...terminals, terminals: terminals.api, programs, screens, session }
}

/** Reads in the background. */
export function follow(events: AsyncIterable<TerminalEvent>) {
  const seen: TerminalEvent[] = []
  const done = (async () => {
    for await (const event of events) seen.push(event)
  })()
  done.catch(() => undefined)
  const output = (): string => seen.map((event) => (event.type === 'exited' ? '' : event.data)).join('')
  return { seen, done, output }
}
