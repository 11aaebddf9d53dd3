import { AppError } from '#contract/errors'
import type { ExecExit, ExecOutput, ExecRequest, ExecSession } from '#core/ports'
import { createLineDiscipline, toTerminalOutput } from './line-discipline'
import { createBytePipe, createPipe } from './pipe'
import { family, FakeProcess, spawn, type Machine, type ProcessStart, type StartFailure } from './process'

/** A session and the means to break its connection, as when the engine restarts. */
export interface FakeSession {
  readonly session: ExecSession
  disconnect(error: AppError): void
}

export type ExecDefaults = Pick<ProcessStart, 'environment' | 'workingDirectory' | 'user'>

export function openSession(machine: Machine, request: ExecRequest, defaults: ExecDefaults): FakeSession {
  const terminal = request.terminal && { size: request.terminal }
  const output = createPipe<ExecOutput>((piece) => piece.data.length)
  const stdin = createBytePipe()
  if (!request.hasInput && !terminal) stdin.end()
  const toStdout = (data: Uint8Array): Promise<void> => output.write({ stream: 'stdout', data: terminal ? toTerminalOutput(data) : data })
  const process = spawn(machine, {
    argv: request.argv,
    environment: { ...defaults.environment, ...(terminal && { TERM: 'xterm' }), ...request.environment },
    workingDirectory: request.workingDirectory ?? defaults.workingDirectory,
    user: request.user ?? defaults.user,
    stdin,
    stdout: toStdout,
    stderr: terminal ? toStdout : (data) => output.write({ stream: 'stderr', data }),
    terminal
  })
  if (!(process instanceof FakeProcess)) return deadSession(process)

  const broken = breakable(process.exited)
  void process.exited.then(() => output.end())
  const type = terminal ? createLineDiscipline(stdin, (data) => output.write({ stream: 'stdout', data }), () => process) : (data: Uint8Array) => stdin.write(data)
  let writing = Promise.resolve()
  const session: ExecSession = {
    output,
    exited: broken.exited,
    async write(data) {
      if (process.signal.aborted) throw new AppError('SANDBOX_NOT_RUNNING', { name: request.argv[0] ?? '' })
      const copy = data.slice()
      writing = writing.then(() => type(copy))
      await Promise.race([writing, process.exited])
    },
    endInput: () => void writing.then(() => stdin.end()),
    async resize(size) {
      if (terminal) terminal.size = size
    },
    async kill(graceMs) {
      const members = family(process)
      for (const member of members) member.send('TERM')
      await Promise.race([Promise.all(members.map((member) => member.exited)), machine.clock.sleep(graceMs, process.signal).catch(() => undefined)])
      for (const member of members) member.send('KILL')
      await process.exited
    }
  }
  return {
    session,
    disconnect(error) {
      output.fail(error)
      broken.fail(error)
    }
  }
}

function breakable(exited: Promise<number>): { exited: Promise<ExecExit>; fail(error: AppError): void } {
  let fail: (error: AppError) => void = () => undefined
  const broken = new Promise<ExecExit>((_, reject) => (fail = reject))
  const settled = Promise.race([broken, exited.then((exitCode) => ({ exitCode }))])
  settled.catch(() => undefined)
  return { exited: settled, fail }
}

/** A command that could not be started is over before it began. */
function deadSession(failure: StartFailure): FakeSession {
  const output = createPipe<ExecOutput>((piece) => piece.data.length)
  output.end()
  const gone = async (): Promise<void> => {
    throw new AppError('SANDBOX_NOT_RUNNING', { name: '' })
  }
  const session: ExecSession = {
    output,
    exited: Promise.resolve(failure),
    write: gone,
    endInput: () => undefined,
    resize: async () => undefined,
    kill: async () => undefined
  }
  return { session, disconnect: () => undefined }
}
