import type { TerminalSize } from '#contract/terminal'
import type { Clock } from '#core/ports'
import { follow, normalizePath, type FileTree } from './file-tree'
import type { Pipe } from './pipe'

const signalNumbers = { HUP: 1, INT: 2, KILL: 9, TERM: 15 } as const
export type SignalName = keyof typeof signalNumbers
export type Sink = (data: Uint8Array) => Promise<void>
/** Runs to its exit code. It may be cut off at any await: nobody waits for it after a signal. */
export type Program = (process: FakeProcess) => number | Promise<number>

/** What all processes of one running sandbox share. */
export interface Machine {
  readonly files: FileTree
  readonly clock: Clock
  readonly programs: ReadonlyMap<string, Program>
  readonly processes: Map<number, FakeProcess>
  nextProcessId: number
}

export interface ProcessStart {
  readonly argv: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly workingDirectory: string
  readonly user: string
  readonly stdin: Pipe<Uint8Array>
  readonly stdout: Sink
  readonly stderr: Sink
  readonly terminal: { size: TerminalSize } | null
}

/** Why a command did not start, with the code a shell gives for it. */
export interface StartFailure {
  readonly exitCode: 126 | 127
  readonly detail: string
}

const encoder = new TextEncoder()

export class FakeProcess {
  readonly machine: Machine
  readonly start: ProcessStart
  readonly parent: FakeProcess | null
  readonly id: number
  readonly environment: Record<string, string>
  workingDirectory: string
  /** Signals that are ignored, as by `trap '' TERM`. */
  readonly ignored = new Set<SignalName>()
  /** Aborts at the end, whatever ended it. */
  readonly signal: AbortSignal
  readonly exited: Promise<number>
  readonly #end: (exitCode: number) => void

  constructor(machine: Machine, start: ProcessStart, parent: FakeProcess | null) {
    this.machine = machine
    this.start = start
    this.parent = parent
    this.id = machine.nextProcessId++
    this.environment = { ...start.environment }
    this.workingDirectory = start.workingDirectory
    const controller = new AbortController()
    this.signal = controller.signal
    let settle: (exitCode: number) => void = () => undefined
    this.exited = new Promise((resolve) => (settle = resolve))
    this.#end = (exitCode) => {
      machine.processes.delete(this.id)
      controller.abort()
      settle(exitCode)
    }
    machine.processes.set(this.id, this)
  }

  async run(program: Program): Promise<void> {
    try {
      this.#end(await program(this))
    } catch (error) {
      await this.complain(error instanceof Error ? error.message : String(error))
      this.#end(1)
    }
  }

  send(signal: SignalName): void {
    if (signal === 'KILL' || !this.ignored.has(signal)) this.#end(128 + signalNumbers[signal])
  }

  print(text: string): Promise<void> {
    return this.start.stdout(encoder.encode(text))
  }

  complain(text: string): Promise<void> {
    return this.start.stderr(encoder.encode(`${this.start.argv[0] ?? ''}: ${text}\n`))
  }

  resolve(path: string): string {
    return normalizePath(path, this.workingDirectory)
  }

  /** Starts a child with this one's own surroundings, except for what is named. */
  spawn(argv: readonly string[], changes: Partial<ProcessStart> = {}): FakeProcess | StartFailure {
    return spawn(this.machine, { ...this.start, environment: this.environment, workingDirectory: this.workingDirectory, ...changes, argv }, this)
  }
}

export function spawn(machine: Machine, start: ProcessStart, parent: FakeProcess | null = null): FakeProcess | StartFailure {
  const found = findProgram(machine, start.argv[0] ?? '', start.workingDirectory)
  if (typeof found !== 'function') return found
  const process = new FakeProcess(machine, start, parent)
  void process.run(found)
  return process
}

/** The process and everything below it, children first. */
export function family(process: FakeProcess): FakeProcess[] {
  const children = [...process.machine.processes.values()].filter((candidate) => candidate.parent === process)
  return [...children.flatMap(family), process]
}

function findProgram(machine: Machine, name: string, workingDirectory: string): Program | StartFailure {
  if (!name.includes('/')) return machine.programs.get(name) ?? { exitCode: 127, detail: `exec: "${name}": executable file not found in $PATH` }
  const path = normalizePath(name, workingDirectory)
  const known = /^\/(?:usr\/)?bin\/([^/]+)$/.exec(path)?.[1]
  const program = known === undefined ? undefined : machine.programs.get(known)
  if (program) return program
  const file = follow(machine.files, path)?.node
  if (!file) return { exitCode: 127, detail: `exec: "${name}": stat ${path}: no such file or directory` }
  return { exitCode: 126, detail: `exec: "${name}": permission denied` }
}
