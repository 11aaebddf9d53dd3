import type { Actor } from '#contract/actor'
import { AppError } from '#contract/errors'
import type { RunEvent, RunInput } from '#contract/run'
import { recorded } from '../activity/record'
import type { SandboxContext } from '../sandboxes/context'
import { quickRun } from './quick-run'

/** A quick run that is written down with its exit code, or with why it never got one. */
export async function* recordedRun(context: SandboxContext, input: RunInput, signal: AbortSignal, actor: Actor | undefined): AsyncGenerator<RunEvent> {
  const stopped = AbortSignal.any([signal, context.closing.signal])
  let settle: { resolve: (exitCode: number | null) => void; reject: (error: unknown) => void } | undefined
  const finished = new Promise<number | null>((resolve, reject) => (settle = { resolve, reject }))
  const tell = (exitCode: number | null | undefined): { subject: string; detail: string } => ({ subject: input.command[0] ?? '', detail: String(exitCode ?? '') })
  void recorded(context, { action: 'run.start', actor, tell }, () => finished).catch(() => undefined)
  try {
    yield* quickRun(context, input, stopped, (exitCode) => settle?.resolve(exitCode))
  } catch (error) {
    settle?.reject(error)
    throw error
  } finally {
    settle?.reject(new AppError('CANCELLED', { what: 'run' }))
  }
}
