import type { z } from 'zod'
import { parseInput } from '#contract/invalid-input'
import type { Call, CallOptions, Job } from '#contract/method'
import type { Task } from '#contract/progress'
import { auditOf, type Told } from './activity/audited'
import { recorded } from './activity/record'
import type { SandboxContext } from './sandboxes/context'
import { runTask } from './task'

/** How a method of the table becomes a function: input checked, within its deadline, cancellable, and written down when it changes something. */
export type Worker = <I extends z.ZodType, O extends z.ZodType>(
  method: Call<I, O> | Job<I, O>,
  work: (input: z.output<I>, task: Task) => Promise<z.output<O>>
) => (input: z.input<I>, options?: CallOptions) => Promise<z.output<O>>

export function createWorker(context: SandboxContext): Worker {
  return (method, work) => {
    const audit = auditOf(method)
    return async (input, options = {}) => {
      const parsed = parseInput(method.input, input)
      const deadlineMs = options.deadlineMs ?? (method.kind === 'call' ? method.deadlineMs : undefined)
      const perform = () => runWork(context, 'call', { ...options, ...(deadlineMs !== undefined && { deadlineMs }) }, (task) => work(parsed, task))
      if (!audit) return await perform()
      return await recorded(context, { action: audit.action, actor: options.actor, tell: (output) => audit.tell(parsed as never, output) }, perform)
    }
  }
}

/** Work outside the table that is written down all the same. */
export function runRecorded<T>(context: SandboxContext, action: string, told: Told, options: CallOptions | undefined, work: (task: Task) => Promise<T>): Promise<T> {
  return recorded(context, { action, actor: options?.actor, tell: () => told }, () => runWork(context, action, options, work))
}

/** A cancelled caller hears at once; what its work still has to tidy up is waited for when the product closes. */
export function runWork<T>(context: SandboxContext, what: string, options: CallOptions | undefined, work: (task: Task) => Promise<T>): Promise<T> {
  // A signal of its own for each: on one that all share, Node warns of so many listeners.
  const signal = AbortSignal.any([context.closing.signal, ...(options?.signal ? [options.signal] : [])])
  return runTask(context.ports.clock, { ...options, what, signal }, (task) => {
    const running = work(task)
    const settled = running.catch(() => undefined).finally(() => context.background.delete(settled))
    context.background.add(settled)
    return running
  })
}

export function never(): AbortSignal {
  return new AbortController().signal
}
