import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { SandboxRecord } from '../records'
import type { SandboxContext } from './context'
import { observeRecord } from './observe'

/** Does something to a sandbox, whose refusals are told in the words of whoever named it. */
export async function orExplain<T>(context: SandboxContext, record: SandboxRecord, task: Task, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw await explainRefusal(context, record, task, error)
  }
}

/** One that its engine does not have was lost, or another engine answers. */
export async function explainRefusal(context: SandboxContext, record: SandboxRecord, task: Task, error: unknown): Promise<unknown> {
  if (AppError.is(error, 'SANDBOX_NOT_RUNNING')) return new AppError('SANDBOX_NOT_RUNNING', { name: record.name }, { cause: error })
  if (!AppError.is(error, 'SANDBOX_MISSING')) return error
  const observation = await observeRecord(context, record, task)
  return observation.type === 'unasked'
    ? new AppError('ENGINE_CHANGED', { name: record.name, backend: record.backend, endpoint: record.endpoint }, { cause: error, because: observation.reason })
    : new AppError('SANDBOX_MISSING', { name: record.name }, { cause: error })
}
