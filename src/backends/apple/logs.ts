import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { LogLine } from '#contract/sandbox'
import type { LogPower, ObjectRef } from '#core/ports'
import { findContainer, requireContainer, type EngineContext } from './context'
import { notResponding, toAppError } from './failures'
import { deadlines } from './program'
import { ProgramFailure } from './program-failure'
import { askStatus } from './service'
import { startStreaming, type StreamingProgram } from './streaming'

type Options = Parameters<LogPower['read']>[1]

/** How often a followed sandbox is asked whether it still runs: following ends only when it is killed. */
const betweenLooksMs = 1_000
/** For the last words of a sandbox that ended. */
const lingerMs = 300

/**
 * Both outputs of the main process since its last start, as one stream, without times: the program keeps no more.
 * `since` can only tell whether there is anything at all.
 */
export function createLogPower(context: EngineContext): LogPower {
  return {
    async *read(ref, options, task) {
      const container = await requireContainer(context, ref, task)
      if (container.startedAt === null && !container.isRunning) return
      if (options.since !== undefined && Date.parse(options.since) > context.clock.now()) return
      if (options.follow && container.isRunning) yield* follow(context, ref, options, task)
      else yield* readWhole(context, ref, options, task)
    }
  }
}

async function* readWhole(context: EngineContext, ref: ObjectRef, { tail }: Options, task: Task): AsyncGenerator<LogLine> {
  if (tail === 0) return
  const running = await startLogs(context, [ref.objectId])
  const answer = watchForAnswer(context, running)
  const kept: string[] = []
  try {
    for await (const line of toLines(running, task)) {
      answer.hasCome()
      if (tail === undefined) yield toLogLine(line)
      else if (kept.push(line) > tail) kept.shift()
    }
    answer.mustHaveCome()
    await mustEndWell(running, task)
  } catch (error) {
    if (!(error instanceof ProgramFailure)) throw error
    if (error.problem !== 'not-utf8') throw toAppError(error, { name: ref.name })
    kept.push(...lastLines(await readFromDisk(context, ref, error, task), tail))
  } finally {
    answer.hasCome()
    running.program.kill('SIGKILL')
  }
  yield* kept.map(toLogLine)
}

/** A wedged service never answers. Once there is output the reader sets the pace, so only the first line, or the end, has a deadline. */
function watchForAnswer({ clock }: EngineContext, { program }: RunningLogs): { hasCome(): void; mustHaveCome(): void } {
  const answered = new AbortController()
  let isLate = false
  void clock.sleep(deadlines.list, answered.signal).then(
    () => {
      isLate = true
      program.kill('SIGTERM')
    },
    () => undefined
  )
  return {
    hasCome: () => answered.abort(),
    mustHaveCome() {
      if (isLate) throw notResponding(deadlines.list)
    }
  }
}

/** The program first prints what there is, then each line; it drops empty lines, and goes on over a restart. */
async function* follow(context: EngineContext, ref: ObjectRef, { tail }: Options, task: Task): AsyncGenerator<LogLine> {
  const past: string[] = []
  if (tail !== undefined) for await (const line of readWhole(context, ref, { follow: false }, task)) past.push(line.text)
  const skipped = tail === undefined ? 0 : Math.max(0, past.filter((line) => line.trim() !== '').length - tail)
  const running = await startLogs(context, ['--follow', ref.objectId])
  const over = new AbortController()
  void endWithSandbox(context, ref, running, AbortSignal.any([over.signal, task.signal]))
  try {
    let seen = 0
    for await (const line of toLines(running, task)) if (++seen > skipped) yield toLogLine(line)
  } finally {
    over.abort()
    running.program.kill('SIGTERM')
  }
}

async function endWithSandbox(context: EngineContext, ref: ObjectRef, running: RunningLogs, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await context.clock.sleep(betweenLooksMs, signal)
      const container = await findContainer(context, ref, { signal }).catch(() => undefined)
      if (container === null || container?.isRunning === false) break
    }
    await context.clock.sleep(lingerMs, signal)
  } catch {
    // Cancelled: the reader ends it.
  }
  running.program.kill('SIGTERM')
}

interface RunningLogs {
  readonly program: StreamingProgram
  readonly errors: () => string
}

async function startLogs({ program, closed }: EngineContext, args: readonly string[]): Promise<RunningLogs> {
  const running = await startStreaming({ file: program.file, args: ['logs', ...args], environment: program.environment })
  const end = (): void => running.kill('SIGKILL')
  closed.addEventListener('abort', end, { once: true })
  void running.ended.then(() => closed.removeEventListener('abort', end))
  let errors = ''
  running.stdin.end()
  running.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4_096)))
  return { program: running, errors: () => errors }
}

/** Whole lines as text; what is not UTF-8 is replaced. */
async function* toLines({ program }: RunningLogs, { signal }: Task): AsyncGenerator<string> {
  const stop = (): void => program.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for await (const data of program.stdout) {
      const lines = (rest + decoder.decode(data, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
    if (rest !== '') yield rest
    signal.throwIfAborted()
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function mustEndWell({ program, errors }: RunningLogs, { signal }: Task): Promise<void> {
  const exitCode = await program.ended
  signal.throwIfAborted()
  if (exitCode !== 0 && exitCode !== null) throw new ProgramFailure('logs', { exitCode, stderr: errors() })
}

/** The program refuses a log with a single byte that is not UTF-8; the file itself is where the service keeps its data. */
async function readFromDisk({ program, machine }: EngineContext, ref: ObjectRef, cause: ProgramFailure, { signal }: Task): Promise<string> {
  const status = await askStatus(program, signal)
  const appRoot = status === 'silent' ? null : status.appRoot
  try {
    if (appRoot === null) throw cause
    return new TextDecoder().decode(await machine.files.readFile(`${appRoot.replace(/\/$/, '')}/containers/${ref.objectId}/stdio.log`))
  } catch (error) {
    throw new AppError('ENGINE_FAILED', { backend: 'apple', detail: cause.detail }, { cause: error })
  }
}

function lastLines(text: string, tail: number | undefined): string[] {
  const lines = text.replace(/^\n+|\n+$/g, '').split('\n')
  return tail === undefined ? lines : lines.slice(-tail)
}

function toLogLine(line: string): LogLine {
  return { stream: 'stdout', text: line.endsWith('\n') ? line : `${line}\n` }
}
