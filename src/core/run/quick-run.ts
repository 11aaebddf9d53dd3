import { AppError } from '#contract/errors'
import type { RunEvent, RunInput } from '#contract/run'
import { defaults } from '#contract/spec'
import type { Task } from '#contract/progress'
import { EventQueue } from '../event-queue'
import { imageForCommand } from '../project/detect-image'
import { workDirectory } from '../profiles'
import type { SandboxContext } from '../sandboxes/context'
import type { ThrowAway } from '../app'
import { openThrowAway } from './throw-away'

const killGraceMs = 2000

/** A command in a throw-away sandbox, as a window shows it: the sandbox is there for as long as somebody reads. */
export async function* quickRun(context: SandboxContext, input: RunInput, signal: AbortSignal, ended: (exitCode: number | null) => void): AsyncGenerator<RunEvent> {
  const queue = new EventQueue<RunEvent>(signal)
  const image = await chooseImage(context, input)
  const task: Task = { signal, progress: (progress) => queue.push({ type: 'progress', progress }) }
  const opening = openThrowAway(context, toThrowAway(input, image), task)
  opening.then(() => queue.close(), (error: unknown) => queue.fail(error))
  let run: ThrowAway | undefined
  try {
    yield* queue
    run = await opening
    yield { type: 'started', sandbox: run.sandbox, image }
    yield* follow(context, run, input.timeoutMs, signal, ended)
    yield* untilKept(context, run, signal)
  } finally {
    // Left while it was still being made: what is made nevertheless is taken away.
    await (run ?? (await opening.catch(() => undefined)))?.close()
  }
}

function toThrowAway({ command, directory, timeoutMs: _later, image: _chosen, ...fields }: RunInput, image: string): Parameters<typeof openThrowAway>[1] {
  return { create: { ...fields, image, ...(directory !== undefined && { directory, workingDirectory: workDirectory }) }, exec: { argv: command } }
}

/** The one that was asked for, else the program's own, else what the folder suggests, else the default. */
async function chooseImage(context: SandboxContext, { image, command, directory }: RunInput): Promise<string> {
  if (image !== undefined) return image
  const byCommand = imageForCommand(command[0] ?? '')
  if (byCommand !== null) return byCommand
  const { settings } = await (await context.metadata()).read()
  if (directory !== undefined) {
    const { readProject } = await import('../project/read-project')
    const { file, detected } = await readProject(directory, context.ports.files)
    const found = file?.spec.image ?? detected?.image
    if (found !== undefined) return found
  }
  return settings.defaultImage ?? defaults.image
}

async function* follow(context: SandboxContext, { session }: ThrowAway, timeoutMs: number | undefined, signal: AbortSignal, ended: (exitCode: number | null) => void): AsyncGenerator<RunEvent> {
  const { clock } = context.ports
  const begun = clock.monotonic()
  const finished = new AbortController()
  let hasTimedOut = false
  const kill = (): void => void session.kill(killGraceMs).catch(() => undefined)
  if (signal.aborted) kill()
  signal.addEventListener('abort', kill, { signal: finished.signal })
  if (timeoutMs !== undefined) {
    clock.sleep(timeoutMs, finished.signal).then(() => {
      hasTimedOut = true
      kill()
    }, () => undefined)
  }
  const toExit = (end: { exitCode: number | null; reason?: string; error?: AppError }): RunEvent => ({
    type: 'exited',
    exitCode: end.exitCode,
    durationMs: Math.round(clock.monotonic() - begun),
    hasTimedOut,
    ...(end.reason !== undefined && { reason: end.reason }),
    ...(end.error && { error: end.error.toData() })
  })
  try {
    const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
    for await (const { stream, data } of session.output) yield { type: 'output', stream, text: decoders[stream].decode(data, { stream: true }) }
    const { exitCode, detail } = await session.exited
    ended(exitCode)
    yield toExit({ exitCode, ...(detail !== undefined && { reason: detail }) })
  } catch (error) {
    if (signal.aborted) throw error
    ended(null)
    yield toExit({ exitCode: null, error: AppError.from(error) })
  } finally {
    finished.abort()
  }
}

/** Stays open so that it can be kept; the reader leaves when it will not be. */
async function* untilKept(context: SandboxContext, { sandbox, kept }: ThrowAway, signal: AbortSignal): AsyncGenerator<RunEvent> {
  const queue = new EventQueue<RunEvent>(signal)
  void kept.then((view) => {
    queue.push({ type: 'kept', sandbox: view })
    queue.close()
  })
  if (context.runs.has(sandbox.id)) yield* queue
}
