import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { CreateRequest, EngineObject, Machine } from '#core/ports'
import type { ImageSettings } from '../images/stored-image'
import { initialState, type SandboxConfig } from '../state/sandbox-files'
import { toObjectId } from '../state/sandbox-store'
import type { EngineContext } from './context'
import { toEngineObject } from './engine-object'
import { validateRequest } from './validate'

/** Writes down what is wanted, and an empty disk. No machine yet: that is for `start`. */
export async function createObject(context: EngineContext, request: CreateRequest, task: Task): Promise<EngineObject> {
  task.signal.throwIfAborted()
  validateRequest(request)
  const { sandboxId, homeId, name, createdAt, spec, hardening } = request
  const image = await context.images.find(spec.image)
  if (!image) throw new AppError('IMAGE_NOT_FOUND', { image: spec.image })
  const config: SandboxConfig = {
    version: 1, objectId: toObjectId(homeId, sandboxId), sandboxId, homeId, name, createdAt, spec, hardening,
    image: { id: image.id, settings: image.settings },
    environment: toEnvironment(request, image.settings, context.machine)
  }
  await context.store.create(config)
  return toEngineObject(config, { state: initialState, standing: 'created' }, { withSpec: true })
}

/** Later ones win: the image's, what the profile passes of the person's, the sandbox's own. */
function toEnvironment({ spec, hardening }: CreateRequest, settings: ImageSettings, { environment }: Machine): Record<string, string> {
  const passed = hardening.passEnvironment.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]] as const]))
  return { ...defaultEnvironment, ...Object.fromEntries(settings.environment.map(splitAssignment)), ...Object.fromEntries(passed), ...spec.environment }
}

/** As container engines have it where an image says nothing. */
const defaultEnvironment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }

function splitAssignment(assignment: string): [string, string] {
  const at = assignment.indexOf('=')
  return at < 0 ? [assignment, ''] : [assignment.slice(0, at), assignment.slice(at + 1)]
}
