import { createBytePipe, type Pipe } from './pipe'
import { FakeProcess, type ProcessStart, type SignalName, type Sink, type StartFailure } from './process'
import { argumentsOf, concatenate, writeFile } from './programs'
import { follow } from './file-tree'
import { parseShell, type Command, type Redirection, type Step, type Word } from './shell-syntax'

/** `sh -c TEXT`, or a shell that reads lines: with a prompt on a terminal, silently otherwise. */
export async function shell(process: FakeProcess): Promise<number> {
  const [flag, script] = argumentsOf(process)
  const session = new ShellSession(process)
  if (flag === '-c') return session.run(script ?? '')
  // Ctrl-C is for what runs in front.
  if (process.start.terminal) process.ignored.add('INT')
  for (;;) {
    if (process.start.terminal) await process.print('$ ')
    const line = await readLine(process.start.stdin, process.signal)
    if (line === undefined) return session.status
    await session.run(line)
    if (session.isOver) return session.status
  }
}

class ShellSession {
  readonly process: FakeProcess
  status = 0
  isOver = false
  lastChild = ''

  constructor(process: FakeProcess) {
    this.process = process
  }

  async run(source: string): Promise<number> {
    let skipUntil: Step['connector'] | null = null
    for (const step of this.#parse(source)) {
      const skips = skipUntil === '&&' ? this.status !== 0 : skipUntil === '||' && this.status === 0
      if (!skips) await this.#runStep(step)
      if (this.isOver) break
      skipUntil = step.connector
    }
    return this.status
  }

  #parse(source: string): Step[] {
    try {
      return parseShell(source)
    } catch (error) {
      void this.process.complain(error instanceof Error ? error.message : String(error))
      this.status = 2
      return []
    }
  }

  async #runStep({ pipeline, connector }: Step): Promise<void> {
    let stdin: Pipe<Uint8Array> = this.process.start.stdin
    const started: (FakeProcess | number)[] = []
    for (const [index, command] of pipeline.entries()) {
      const next = index < pipeline.length - 1 ? createBytePipe() : null
      const child = await this.#start(command, { stdin, ...(next && { stdout: (data: Uint8Array) => next.write(data) }) })
      if (next && child instanceof FakeProcess) void child.exited.then(() => next.end())
      else next?.end()
      started.push(child)
      stdin = next ?? stdin
    }
    const last = started.at(-1) ?? 0
    if (connector === '&') this.lastChild = last instanceof FakeProcess ? String(last.id) : ''
    else this.status = last instanceof FakeProcess ? await last.exited : last
  }

  /** A child, or the exit code of what was done at once. */
  async #start(command: Command, streams: Partial<ProcessStart>): Promise<FakeProcess | number> {
    try {
      const argv = command.words.map((word) => this.#expand(word))
      const redirected = { ...streams, ...this.#redirect(command.redirections, streams) }
      const builtin = await this.#builtin(argv)
      if (builtin !== null) return builtin
      const child = this.process.spawn(argv, redirected)
      return child instanceof FakeProcess ? child : await this.#notStarted(child, redirected.stderr ?? this.process.start.stderr)
    } catch (error) {
      await this.process.complain(error instanceof Error ? error.message : String(error))
      return 1
    }
  }

  async #notStarted(failure: StartFailure, stderr: Sink): Promise<number> {
    await stderr(new TextEncoder().encode(`sh: ${failure.detail}\n`))
    return failure.exitCode
  }

  #redirect(redirections: readonly Redirection[], streams: Partial<ProcessStart>): Partial<ProcessStart> {
    const changes: { stdin?: Pipe<Uint8Array>; stdout?: Sink; stderr?: Sink } = {}
    for (const { from, mode, target } of redirections) {
      if (mode === 'same' && from === 'stderr') changes.stderr = changes.stdout ?? streams.stdout ?? this.process.start.stdout
      else if (mode === 'same') changes.stdout = changes.stderr ?? this.process.start.stderr
      else if (from === 'stdin') changes.stdin = this.#openForReading(this.#expand(target))
      else changes[from] = this.#openForWriting(this.#expand(target), mode === 'append')
    }
    return changes
  }

  #openForReading(name: string): Pipe<Uint8Array> {
    const node = follow(this.process.machine.files, this.process.resolve(name))?.node
    if (node?.type !== 'file') throw new Error(`can't open ${name}: no such file`)
    const pipe = createBytePipe(Infinity)
    void pipe.write(node.data)
    pipe.end()
    return pipe
  }

  #openForWriting(name: string, append: boolean): Sink {
    if (name === '/dev/null') return async () => undefined
    const path = this.process.resolve(name)
    writeFile(this.process, path, new Uint8Array(), append)
    return async (data) => writeFile(this.process, path, data, true)
  }

  async #builtin(argv: readonly string[]): Promise<number | null> {
    const [name, first = ''] = argv
    const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(name ?? '')
    if (assignment) this.process.environment[assignment[1] ?? ''] = assignment[2] ?? ''
    else if (name === 'cd') this.process.workingDirectory = this.process.resolve(first || '/')
    else if (name === 'trap') for (const signal of argv.slice(2)) this.process.ignored.add(toSignal(signal))
    else if (name === 'wait') await this.#waitForChildren()
    else if (name === 'exit') return this.#exit(first === '' ? this.status : Number(first))
    else if (name !== ':' && name !== 'export' && name !== undefined) return null
    return 0
  }

  #exit(status: number): number {
    this.isOver = true
    this.status = status
    return status
  }

  async #waitForChildren(): Promise<void> {
    const { machine } = this.process
    await Promise.all([...machine.processes.values()].filter((child) => child.parent === this.process).map((child) => child.exited))
  }

  #expand(word: Word): string {
    return word.map((part) => ('text' in part ? part.text : this.#lookUp(part.variable))).join('')
  }

  #lookUp(name: string): string {
    if (name === '?') return String(this.status)
    if (name === '$') return String(this.process.id)
    return name === '!' ? this.lastChild : (this.process.environment[name] ?? '')
  }
}

function toSignal(name: string): SignalName {
  const plain = name.replace(/^SIG/, '')
  return plain === 'HUP' || plain === 'INT' || plain === 'KILL' ? plain : 'TERM'
}

/** One line without its end; undefined at the end of input. What follows stays for the next reader. */
async function readLine(input: Pipe<Uint8Array>, signal: AbortSignal): Promise<string | undefined> {
  const pieces: Uint8Array[] = []
  for (let data = await input.read(signal); data; data = await input.read(signal)) {
    const end = data.indexOf(10)
    pieces.push(end === -1 ? data : data.subarray(0, end))
    if (end === -1) continue
    if (end + 1 < data.length) input.unread(data.subarray(end + 1))
    return new TextDecoder().decode(concatenate(pieces))
  }
  return pieces.length > 0 ? new TextDecoder().decode(concatenate(pieces)) : undefined
}
