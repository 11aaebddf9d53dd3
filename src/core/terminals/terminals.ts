import type { Api } from '#contract/api'
import { AppError } from '#contract/errors'
import type { TerminalSize } from '#contract/terminal'
import type { ExecSession } from '../ports/exec'
import type { Clock, ScreenBuffer } from '../ports/host'
import { AttentionBoard } from './attention'
import { shells, terminalEnvironment } from './shell'
import { Terminal } from './terminal'

export interface TerminalProgram {
  /** Id of the sandbox. */
  readonly sandbox: string
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly hasInput: boolean
  readonly terminal: TerminalSize
}

export interface TerminalsPorts {
  /** The id behind an id or a name; rejects with SANDBOX_NOT_FOUND. */
  readonly findSandboxId: (reference: string) => Promise<string>
  readonly openExec: (program: TerminalProgram, options: { signal?: AbortSignal }) => Promise<ExecSession>
  readonly createScreenBuffer: (size: TerminalSize) => Promise<ScreenBuffer>
  readonly clock: Clock
  readonly newId: () => string
}

export interface Terminals {
  readonly api: Api['terminals']
  /** Ends all of them. */
  close(): Promise<void>
}

/** Open at once, at most: each keeps a screen with its scrollback. */
const limit = 32

/** The terminals of one host process. They live as long as it does, whatever the windows do. */
export function createTerminals(ports: TerminalsPorts): Terminals {
  const terminals = new Map<string, Terminal>()
  const attention = new AttentionBoard(ports.clock)
  let opening = 0

  const find = (id: string): Terminal => {
    const terminal = terminals.get(id)
    if (!terminal) throw new AppError('SESSION_NOT_FOUND', { id })
    return terminal
  }
  const api: Api['terminals'] = {
    async open(input, { signal } = {}) {
      if (terminals.size + opening >= limit) throw new AppError('TOO_MANY_TERMINALS', { limit })
      opening += 1
      try {
        const terminal = await startTerminal(ports, input, attention, signal)
        terminals.set(terminal.view.id, terminal)
        return terminal.view
      } finally {
        opening -= 1
      }
    },
    list: async () => [...terminals.values()].map(({ view }) => view),
    async *attach({ id }, { signal } = {}) {
      yield* find(id).attach(signal)
    },
    watch: ({ inView }, { signal } = {}) => attention.watch(inView, signal),
    async write({ id, data }) {
      await find(id).write(data)
      return {}
    },
    async resize({ id, size }) {
      await find(id).resize(size)
      return {}
    },
    async close({ id }) {
      const terminal = find(id)
      terminals.delete(id)
      attention.clear([id])
      // Not awaited: a program that ignores SIGTERM is nothing to wait for.
      void terminal.close()
      return {}
    }
  }
  return {
    api,
    async close() {
      const all = [...terminals.values()]
      terminals.clear()
      await Promise.all(all.map((terminal) => terminal.close()))
    }
  }
}

async function startTerminal(ports: TerminalsPorts, input: Parameters<Api['terminals']['open']>[0], attention: AttentionBoard, signal: AbortSignal | undefined): Promise<Terminal> {
  const { size, command } = input
  const sandboxId = await ports.findSandboxId(input.sandbox)
  const waysToStart = command ? [command] : [...shells]
  const openNext = (options: { signal?: AbortSignal } = {}): Promise<ExecSession> | null => {
    const argv = waysToStart.shift()
    return argv ? ports.openExec({ sandbox: sandboxId, argv, environment: terminalEnvironment, hasInput: true, terminal: size }, options) : null
  }
  const screen = await ports.createScreenBuffer(size)
  try {
    const session = await openNext(signal ? { signal } : {})
    if (!session) throw new AppError('INTERNAL', { detail: 'no shell to try' })
    return new Terminal({ id: ports.newId(), sandboxId, createdAt: new Date(ports.clock.now()).toISOString(), size, screen, clock: ports.clock, session, openNext, onAttention: (told) => attention.raise(told) })
  } catch (error) {
    screen.dispose()
    throw error
  }
}
