import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { CreateRequest, EngineObject } from '#core/ports'
import { converting, ownTask, type EngineContext } from './context'
import { toCreateArguments } from './create-arguments'
import { toObjectId } from './labels'
import type { ImageInfo } from './image-json'
import { findImage } from './images'
import { choosePorts } from './ports'
import { deadlines } from './program'
import { ProgramFailure } from './program-failure'
import { requireShell } from './shell'
import { createVolumes, removeVolumes } from './volumes'

const takeBackMs = 30_000

/** Makes the container and its volumes; whatever fails takes all of it back. */
export async function createObject(context: EngineContext, request: CreateRequest, task: Task): Promise<EngineObject> {
  const { spec, name } = request
  return await converting({ name, image: spec.image }, async () => {
    // `create` would pull what is missing.
    const image = await findImage(context, spec.image, task)
    if (!image) throw new AppError('IMAGE_NOT_FOUND', { image: spec.image })
    if (spec.command === null) await requireShell(context, image, spec.image, task)
    const { args, variables } = toCreateArguments(request, await choosePorts(spec.ports))
    await createOrTakeBack(context, request, { args, variables }, task)
    const objectId = toObjectId(request)
    context.changes.changed({ id: objectId, sandboxId: request.sandboxId, state: 'stopped ' })
    return toCreated(request, objectId, image)
  })
}

async function createOrTakeBack(context: EngineContext, request: CreateRequest, call: { args: readonly string[]; variables: Readonly<Record<string, string>> }, task: Task): Promise<void> {
  try {
    await createVolumes(context, request, task)
    await context.program.run({ ...call, deadlineMs: deadlines.create, signal: task.signal })
  } catch (error) {
    if (!(error instanceof ProgramFailure && error.problem === 'name-taken')) await takeBack(context, toObjectId(request))
    throw error
  }
}

/** A create that was cut off may go on in the service. The caller's signal may be what failed it. */
async function takeBack(context: EngineContext, objectId: string): Promise<void> {
  const task = ownTask(takeBackMs)
  await context.program.ask({ args: ['delete', '--force', objectId], deadlineMs: deadlines.remove, signal: task.signal }).catch(() => undefined)
  await removeVolumes(context, objectId, undefined, task).catch(() => undefined)
}

function toCreated({ sandboxId, homeId, name, createdAt, spec, hardening }: CreateRequest, objectId: string, image: ImageInfo): EngineObject {
  const user = hardening.user ?? image.user
  return { sandboxId, objectId, homeId, name, state: 'created', createdAt, ports: [], spec, image: spec.image, imageId: image.id, ...(user !== null && { user }) }
}
