import { AppError } from '#contract/errors'
import type { Processes } from '#core/ports'
import { kind, notResponding } from './failures'
import { ProgramFailure, type Answer } from './program-failure'

/** Our own deadlines: those of the program do not hold when its service hangs. Milliseconds. */
export const deadlines = {
  version: 5_000,
  status: 5_000,
  list: 15_000,
  exec: 60_000,
  create: 120_000,
  start: 120_000,
  /** Added to the grace time. */
  stop: 30_000,
  remove: 60_000,
  systemStart: 600_000,
  systemStop: 120_000,
  /** Of silence, not in all. */
  pullSilence: 60_000
} as const

/** A thousand containers are about 3 MB of JSON. */
const maxOutputBytes = 64 * 1024 * 1024

export interface Call {
  readonly args: readonly string[]
  readonly deadlineMs: number
  readonly signal: AbortSignal
  /** Put over the program's environment. */
  readonly variables?: Readonly<Record<string, string>>
}

/** The `container` program: an argument list, a filtered environment and a deadline on every call. */
export class ContainerProgram {
  readonly file: string
  readonly environment: Readonly<Record<string, string>>
  readonly #processes: Processes
  readonly #onServiceLost: () => void

  constructor(options: { file: string; environment: Readonly<Record<string, string>>; processes: Processes; onServiceLost: () => void }) {
    this.file = options.file
    this.environment = options.environment
    this.#processes = options.processes
    this.#onServiceLost = options.onServiceLost
  }

  /** Runs to the end, whatever the exit code. Rejects when it was cut off or could not run. */
  async ask({ args, deadlineMs, signal, variables }: Call): Promise<Answer> {
    signal.throwIfAborted()
    const command = { file: this.file, args, environment: { ...this.environment, ...variables } }
    const { exitCode, stdout, stderr, failure } = await this.#processes.run(command, { timeoutMs: deadlineMs, signal, maxOutputBytes })
    if (exitCode !== null) return { exitCode, stdout, stderr }
    this.#onServiceLost()
    if (failure === 'timeout') throw notResponding(deadlineMs)
    throw new AppError('ENGINE_FAILED', { backend: kind, detail: failure ?? this.file })
  }

  /** Runs to the end and answers what it printed. Rejects with a ProgramFailure when it failed. */
  async run(call: Call): Promise<string> {
    const answer = await this.ask(call)
    if (answer.exitCode === 0) return answer.stdout
    throw this.toFailure(call.args[0] ?? '', answer)
  }

  toFailure(command: string, answer: Answer): ProgramFailure {
    const failure = new ProgramFailure(command, answer)
    if (failure.problem === 'service-off') this.#onServiceLost()
    return failure
  }
}
