import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { EngineImage, ImagePower } from '#core/ports'
import { converting, listContainers, type EngineContext } from './context'
import { platform } from './create-arguments'
import { parseIdentity } from './labels'
import { kind, notResponding, toAppError } from './failures'
import { parseImages, type ImageInfo } from './image-json'
import { deadlines } from './program'
import { ProgramFailure } from './program-failure'
import { createPullProgress } from './pull-progress'
import { startStreaming } from './streaming'

export function createImagePower(context: EngineContext): ImagePower {
  return {
    async ensure(reference, task) {
      return toEngineImage((await converting({ image: reference }, () => findImage(context, reference, task))) ?? (await pull(context, reference, task)))
    },
    pull: async (reference, task) => toEngineImage(await pull(context, reference, task)),
    async list({ signal }) {
      const stdout = await converting({}, () => context.program.run({ args: ['image', 'list', '--format', 'json'], deadlineMs: deadlines.list, signal }))
      return parseImages(stdout).map(toEngineImage)
    },
    remove: (reference, { force }, task) => converting({ image: reference }, () => remove(context, reference, force, task))
  }
}

function toEngineImage({ id, references, labels, sizeBytes, createdAt }: ImageInfo): EngineImage {
  return { id, references, labels, sizeBytes, ...(createdAt !== undefined && { createdAt }) }
}

/** Null when it is not local. Until 0.12 a missing one was an empty list, from 1.0 it is an error. */
export async function findImage({ program }: EngineContext, reference: string, { signal }: Pick<Task, 'signal'>): Promise<ImageInfo | null> {
  const answer = await program.ask({ args: ['image', 'inspect', reference], deadlineMs: deadlines.list, signal })
  if (answer.exitCode === 0) return parseImages(answer.stdout)[0] ?? null
  const failure = program.toFailure('image', answer)
  if (failure.problem === 'image-missing') return null
  throw failure
}

/** Every platform would be fetched and unpacked when none is named. A pull has no length: silence ends it. */
async function pull(context: EngineContext, reference: string, task: Task): Promise<ImageInfo> {
  const { program, clock } = context
  task.signal.throwIfAborted()
  const args = ['image', 'pull', '--platform', platform, '--progress', 'plain', reference]
  const running = await startStreaming({ file: program.file, args, environment: program.environment })
  const progress = createPullProgress(reference, task)
  const silence = createSilenceWatch(clock.monotonic)
  let stderr = ''
  running.stdout.resume()
  running.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-16_384)
    silence.heard()
    progress.take(text)
  })
  const stop = (): void => running.kill('SIGTERM')
  task.signal.addEventListener('abort', stop, { once: true })
  let isSilent = false
  const watch = setInterval(() => {
    // What it says when it is told to end is no sign of life.
    isSilent ||= silence.lastsMs() > deadlines.pullSilence
    if (isSilent) stop()
  }, 1_000)
  try {
    const exitCode = await running.ended
    task.signal.throwIfAborted()
    if (isSilent || exitCode === null) throw notResponding(deadlines.pullSilence)
    if (exitCode !== 0) throw toPullError(new ProgramFailure('image pull', { exitCode, stderr }), reference)
  } finally {
    clearInterval(watch)
    task.signal.removeEventListener('abort', stop)
  }
  const image = await converting({ image: reference }, () => findImage(context, reference, task))
  if (!image) throw new AppError('IMAGE_PULL_FAILED', { image: reference, detail: 'the image is not there after the pull' })
  return image
}

function toPullError(failure: ProgramFailure, image: string): AppError {
  const error = toAppError(failure, { image })
  return error.code === 'ENGINE_FAILED' ? new AppError('IMAGE_PULL_FAILED', { image, detail: failure.detail }, { cause: failure, remedies: error.remedies }) : error
}

function createSilenceWatch(now: () => number): { heard(): void; lastsMs(): number } {
  let last = now()
  return {
    heard() {
      last = now()
    },
    lastsMs: () => now() - last
  }
}

/** The program removes an image under the sandboxes that are made of it. */
async function remove(context: EngineContext, reference: string, force: boolean, task: Task): Promise<void> {
  const image = await findImage(context, reference, task)
  if (!image) throw new AppError('IMAGE_NOT_FOUND', { image: reference })
  const user = force ? undefined : (await listContainers(context, task)).find((container) => container.image === image.fullReference)
  if (user) throw new AppError('IMAGE_IN_USE', { image: reference, name: parseIdentity(user.labels)?.name ?? user.id, backend: kind })
  await context.program.run({ args: ['image', 'delete', ...(force ? ['--force'] : []), image.fullReference], deadlineMs: deadlines.remove, signal: task.signal })
}
