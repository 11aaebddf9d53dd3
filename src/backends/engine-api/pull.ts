import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { EngineContext } from './context'
import { EngineProblem } from './errors'
import { isImageId, qualifyReference, toRegistry } from '../registry/image-reference'
import { readJsonLines } from './json-lines'
import { PullProgress, pullMessageSchema } from './pull-progress'

/**
 * Pulls an image. An error may come as a status (Docker) or as the last line of a good answer
 * (Podman); a stream that ends without either is checked by whoever asked. Aborting closes the
 * connection, at which both engines give up the pull.
 */
export async function pullImage(context: EngineContext, reference: string, task: Task): Promise<void> {
  if (isImageId(reference)) throw new AppError('IMAGE_NOT_FOUND', { image: reference })
  const progress = new PullProgress(reference)
  task.progress(progress.report())
  try {
    await readPull(context, reference, progress, task)
  } catch (error) {
    throw error instanceof EngineProblem ? toPullError(reference, error) : error
  }
}

async function readPull({ api, credentials }: EngineContext, reference: string, progress: PullProgress, task: Task): Promise<void> {
  const credential = await credentials.forImage(reference, task)
  const stream = await api.stream({ method: 'POST', path: '/images/create', query: { fromImage: qualifyReference(reference) }, credential, signal: task.signal })
  try {
    for await (const line of readJsonLines(stream)) {
      const message = pullMessageSchema.safeParse(line)
      if (!message.success) continue
      const problem = message.data.errorDetail?.message ?? message.data.error
      if (problem) throw new EngineProblem(500, problem)
      task.progress(progress.take(message.data))
    }
  } catch (error) {
    throw error instanceof EngineProblem ? error : api.toBroken(error, task.signal)
  } finally {
    stream.destroy()
  }
}

/** What registries and engines say, in the words they share. */
export function toPullError(image: string, problem: EngineProblem): AppError {
  const { detail } = problem
  const cause = problem
  if (/no space left on device|disk quota exceeded/i.test(detail)) return new AppError('DISK_FULL', { where: detail }, { cause })
  if (/manifest unknown|manifest for .* not found|name unknown|not found: manifest|reading manifest .*(not found|404)/i.test(detail)) return new AppError('IMAGE_NOT_FOUND', { image }, { cause })
  if (/unauthorized|denied|authentication required|no basic auth|invalid username\/password|\b40[13]\b/i.test(detail)) {
    return new AppError('IMAGE_ACCESS_DENIED', { image, registry: toRegistry(image), login: 'docker login' }, { cause })
  }
  return new AppError('IMAGE_PULL_FAILED', { image, detail }, { cause })
}
