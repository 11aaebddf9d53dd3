import { Duplex } from 'node:stream'
import { nanoid } from 'nanoid/non-secure'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { ExecExit, ExecRequest, ExecSession, ObjectRef } from '#core/ports'
import type { EngineContext } from './context'
import { EngineProblem, withErrors } from './errors'
import { createdExec } from './exec-answers'
import { toStartExit } from './exec-guard'
import { endProcesses } from './exec-kill'
import { EngineExecSession } from './exec-session'
import { FrameParser } from './frames'

/** Marks a command and what it starts, so that they can be found and ended from within. */
const execMark = 'AGENTKERNEL_EXEC'
/** Docker keeps ctrl-p back for its default detach keys; a sequence that begins with NUL is in nobody's way. */
const detachKeys = 'ctrl-@,ctrl-^,ctrl-@'

/** Three requests per command: create, start, and one for the exit code. */
export async function openExec(context: EngineContext, ref: ObjectRef, request: ExecRequest, task: Task): Promise<ExecSession> {
  const { api, clock, quirks } = context
  const mark = nanoid()
  return await withErrors(api.info, ref.name, async () => {
    const execId = await createExec(context, ref, request, mark, task)
    const socket = await startExec(context, execId, request, task)
    if (!(socket instanceof Duplex)) return createEndedSession(ref, socket)
    const session = new EngineExecSession(socket, {
      api,
      clock,
      execId,
      sandboxName: ref.name,
      parser: request.terminal ? null : new FrameParser(),
      hasInput: request.hasInput,
      quirks,
      kill: async ({ exited }, graceMs) => {
        const run = async (argv: readonly string[], within: Task): Promise<CommandResult> => await runCommand(context, ref, argv, request.user, within)
        await endProcesses({ info: api.info, clock, mark: `${execMark}=${mark}`, exited, graceMs, run })
      }
    })
    if (request.terminal) await session.resize(request.terminal)
    return session
  }, (problem) => toNotRunning(problem, ref))
}

async function createExec({ api }: EngineContext, ref: ObjectRef, request: ExecRequest, mark: string, task: Task): Promise<string> {
  const environment = Object.entries({ ...request.environment, [execMark]: mark }).map(([name, value]) => `${name}=${value}`)
  const body = {
    Cmd: [...request.argv],
    Env: environment,
    AttachStdin: request.hasInput,
    AttachStdout: true,
    AttachStderr: true,
    Tty: request.terminal !== null,
    DetachKeys: detachKeys,
    ...(request.terminal && { ConsoleSize: [request.terminal.rows, request.terminal.columns] }),
    ...(request.workingDirectory !== null && { WorkingDir: request.workingDirectory }),
    ...(request.user !== null && { User: request.user })
  }
  const { Id } = await api.json({ method: 'POST', path: `/containers/${ref.objectId}/exec`, body, signal: task.signal }, createdExec)
  return Id
}

/** The task's signal aborts the start only: the connection outlives it. */
async function startExec({ api }: EngineContext, execId: string, request: ExecRequest, task: Task): Promise<Duplex | ExecExit> {
  const start = new AbortController()
  const abort = (): void => start.abort(task.signal.reason)
  if (task.signal.aborted) abort()
  task.signal.addEventListener('abort', abort, { once: true })
  try {
    const body = { Detach: false, Tty: request.terminal !== null, ...(request.terminal && { ConsoleSize: [request.terminal.rows, request.terminal.columns] }) }
    return await api.hijack({ method: 'POST', path: `/exec/${execId}/start`, body, signal: start.signal })
  } catch (error) {
    // Podman refuses an unknown user before it begins; Docker says the same inside the command's output.
    if (error instanceof EngineProblem && commandProblem.test(error.detail)) return toStartExit(error.detail)
    throw error
  } finally {
    task.signal.removeEventListener('abort', abort)
  }
}

function toNotRunning(problem: EngineProblem, ref: ObjectRef): AppError | undefined {
  if (problem.status !== 409 && !/not running|is paused|running containers|state improper/i.test(problem.detail)) return undefined
  return new AppError('SANDBOX_NOT_RUNNING', { name: ref.name }, { cause: problem })
}

const commandProblem = /unable to find (user|group)|executable file|exec failed|\bcwd\b|chdir/i

/** A command that is known not to have begun. */
function createEndedSession({ name }: ObjectRef, exit: ExecExit): ExecSession {
  return {
    output: { async *[Symbol.asyncIterator]() {} },
    exited: Promise.resolve(exit),
    write: async () => await Promise.reject(new AppError('SANDBOX_NOT_RUNNING', { name })),
    endInput: () => {},
    resize: async () => {},
    kill: async () => {}
  }
}

export interface CommandResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a short command of ours to its end. Output beyond `maxBytes` is dropped: the inside is not trusted. */
export async function runCommand(context: EngineContext, ref: ObjectRef, argv: readonly string[], user: string | null, task: Task): Promise<CommandResult> {
  const request: ExecRequest = { argv, environment: {}, workingDirectory: '/', user, hasInput: false, terminal: null }
  const session = await openExec(context, ref, request, task)
  const texts = { stdout: '', stderr: '' }
  for await (const { stream, data } of session.output) {
    task.signal.throwIfAborted()
    if (texts[stream].length < maxCommandOutput) texts[stream] += Buffer.from(data).toString('utf8')
  }
  const { exitCode } = await session.exited
  return { exitCode, ...texts }
}

const maxCommandOutput = 1024 * 1024
