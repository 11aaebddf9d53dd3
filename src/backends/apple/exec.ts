import { randomBytes } from 'node:crypto'
import { deadlineSignal } from '#contract/deadline-signal'
import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { ExecRequest, ExecSession, ObjectRef } from '#core/ports'
import { fromProgram, fromPty, type Carrier } from './carrier'
import { converting, findContainer, type EngineContext } from './context'
import { toEnvironmentArguments } from './environment'
import { carrier, toWrapperScript } from './exec-script'
import { CommandSession } from './exec-session'
import { notResponding } from './failures'
import { killFromInside } from './kill'
import { deadlines } from './program'
import { ProgramFailure } from './program-failure'
import { openPty } from './pty'
import { startStreaming } from './streaming'

/** Runs a command, in front of it the wrapper of exec-script.ts where the sandbox has a shell. */
export async function openExec(context: EngineContext, ref: ObjectRef, request: ExecRequest, task: Task): Promise<ExecSession> {
  return await converting({ name: ref.name }, async () => {
    if (context.withoutShell.has(ref.objectId)) return await openBare(context, ref, request, task)
    try {
      return await openWrapped(context, ref, request, task)
    } catch (error) {
      if (!(error instanceof ProgramFailure) || error.problem !== 'program-missing') throw error
      context.withoutShell.add(ref.objectId)
      return await openBare(context, ref, request, task)
    }
  })
}

async function openWrapped(context: EngineContext, ref: ObjectRef, request: ExecRequest, task: Task): Promise<ExecSession> {
  const mark = randomBytes(12).toString('hex')
  const names = Object.keys(request.environment)
  const values = Object.values(request.environment)
  const variables = Object.fromEntries(values.map((value, index) => [carrier(index), value]))
  const args = [
    ...toOptions(request), ...names.flatMap((_, index) => ['--env', carrier(index)]),
    ref.objectId, '/bin/sh', '-c', toWrapperScript(names), 'sh', mark, ...request.argv
  ]
  const session = await open(context, ref, request, { args, variables, mark })
  return await whenBegun(context, session, task)
}

/** Without a shell there is no report: what the program says in the end decides, and nothing can be ended from outside. */
async function openBare(context: EngineContext, ref: ObjectRef, request: ExecRequest, task: Task): Promise<ExecSession> {
  const { args: environment, variables } = toEnvironmentArguments(request.environment)
  const session = await open(context, ref, request, { args: [...toOptions(request), ...environment, ref.objectId, ...request.argv], variables, mark: null })
  return await whenBegun(context, session, task)
}

interface Invocation {
  readonly args: readonly string[]
  readonly variables: Readonly<Record<string, string>>
  readonly mark: string | null
}

async function open(context: EngineContext, ref: ObjectRef, request: ExecRequest, { args, variables, mark }: Invocation): Promise<CommandSession> {
  const { program, clock, closed } = context
  closed.throwIfAborted()
  const command = { file: program.file, args: ['exec', ...args], environment: { ...program.environment, ...variables } }
  const carried: Carrier = request.terminal ? fromPty(await openPty(command, request.terminal)) : fromProgram(await startStreaming(command))
  const session = new CommandSession({
    carrier: carried,
    clock,
    mark,
    program: request.argv[0] ?? '',
    sandboxName: ref.name,
    hasInput: request.hasInput,
    isTerminal: request.terminal !== null,
    isStillRunning: async () => (await findContainer(context, ref, { signal: deadlineSignal(deadlines.list) }))?.isRunning ?? false,
    kill: (processId, signal) => killFromInside(context, ref, { processId, signal, user: request.user })
  })
  closed.addEventListener('abort', () => session.abandon(), { once: true, signal: session.over })
  return session
}

async function whenBegun({ clock }: EngineContext, session: CommandSession, task: Task): Promise<ExecSession> {
  const waiting = new AbortController()
  const giveUp = AbortSignal.any([task.signal, waiting.signal])
  const late = clock.sleep(deadlines.exec, giveUp).then(() => {
    throw notResponding(deadlines.exec)
  })
  late.catch(() => undefined)
  try {
    await Promise.race([session.begun, late])
    return session
  } catch (error) {
    await session.takeBack()
    throw task.signal.aborted ? task.signal.reason : error
  } finally {
    waiting.abort(new AppError('CANCELLED', { what: 'wait' }))
  }
}

/** A value that could begin with a dash is glued to its option. A terminal has input or the guest's size is unknown. */
function toOptions({ hasInput, terminal, user, workingDirectory }: ExecRequest): string[] {
  return [
    ...(terminal ? ['--interactive', '--tty'] : hasInput ? ['--interactive'] : []),
    ...(user === null ? [] : [`--user=${user}`]),
    ...(workingDirectory === null ? [] : [`--workdir=${workingDirectory}`])
  ]
}
