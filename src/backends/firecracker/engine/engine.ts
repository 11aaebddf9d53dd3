import type { Task } from '#contract/progress'
import type { Engine, EngineObject, ObjectRef } from '#core/ports'
import { isObjectId } from '../state/sandbox-store'
import { createObject } from './create'
import { kind, type EngineContext } from './context'
import { createDiskPower } from './disk'
import { readStanding, toEngineObject } from './engine-object'
import { openExec } from './exec'
import { createNetworkPower } from './network'
import { createFilePower } from './files'
import { createLogPower } from './logs'
import { recoverObject, startObject } from './start'
import { removeObject, stopObject } from './stop'
import { createUsagePower } from './usage'
import { validateRequest } from './validate'
import { verify } from './verify'
import { watchObjects } from './watch'

/** Firecracker has no daemon: what is written in the home's folder is what there is, for every process of ours. */
export function createEngine(context: EngineContext): Engine {
  const { directory, artifacts } = context
  return {
    info: { kind, endpoint: directory },
    async identify({ signal }) {
      signal.throwIfAborted()
      return { version: artifacts.version, engineId: `firecracker:${directory}`, isRootless: context.machine.userId !== 0 }
    },
    async validate(request, { signal }) {
      signal.throwIfAborted()
      return validateRequest(request)
    },
    create: async (request, task) => await createObject(context, request, task),
    start: async (ref, task) => await startObject(context, ref, task),
    stop: async (ref, { graceMs }, task) => await stopObject(context, ref, graceMs, task),
    remove: async (ref, { force }, task) => await removeObject(context, ref, force, task),
    inspect: async (ref, task) => await inspectObject(context, ref, task, true),
    list: async (task) => await listObjects(context, task),
    sweep: async () => await sweep(context),
    recover: async (ref, task) => await recoverObject(context, ref, task),
    exec: async (ref, request, task) => await openExec(context, ref, request, task),
    verify: async (ref, request, task) => await verify(context, ref, request, task),
    watch: (task) => watchObjects(context, task),
    images: context.images,
    files: createFilePower(context),
    logs: createLogPower(context),
    usage: createUsagePower(context),
    rename: { rename: async (ref, name, task) => await renameObject(context, ref, name, task) },
    disk: createDiskPower(context),
    network: createNetworkPower(context)
  }
}

/** A running one keeps the host name it began with, as containers do. */
async function renameObject({ store }: EngineContext, ref: ObjectRef, name: string, task: Task): Promise<void> {
  await store.locked(ref.objectId, task, async () => {
    const { files, config } = await store.require(ref)
    await files.writeConfig({ ...config, name })
    await store.tell(ref.objectId)
  })
}

async function sweep({ store, warm }: EngineContext): Promise<void> {
  await store.sweep()
  if (!(await warm.isWanted())) await warm.templates.clear()
}

async function inspectObject({ store }: EngineContext, { objectId }: Pick<ObjectRef, 'objectId'>, { signal }: Task, withSpec: boolean): Promise<EngineObject | null> {
  signal.throwIfAborted()
  const files = store.files(objectId)
  const config = isObjectId(objectId) ? await files.config() : null
  return config && toEngineObject(config, await readStanding(files), { withSpec })
}

async function listObjects(context: EngineContext, task: Task): Promise<EngineObject[]> {
  task.signal.throwIfAborted()
  const objects = await Promise.all((await context.store.ids()).map(async (objectId) => await inspectObject(context, { objectId }, task, false)))
  return objects.filter((object) => object !== null)
}
