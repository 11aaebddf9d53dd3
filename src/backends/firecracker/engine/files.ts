import type { Task } from '#contract/progress'
import type { FileDifference, FilePower, ObjectRef } from '#core/ports'
import { withoutAgent } from './changes'
import { findSandbox, notRunning, type EngineContext, type Found } from './context'
import { readStanding } from './engine-object'
import { stopFilling } from './stop'
import { bringUp } from './up'

/** By the agent's own tar, so that an image needs none. A sandbox that was made to get content and never began is up for that alone. */
export function createFilePower(context: EngineContext): FilePower {
  return {
    worksWhenStopped: false,
    stat: async (ref, path, task) => await whileUp(context, ref, task, async ({ agent }) => await agent.stat(path, task.signal)),
    read: async (ref, path, task) => await readWhileUp(context, ref, path, task),
    changes: async (ref, task) => await changes(context, ref, task),
    write: async (ref, path, archive, task) => await whileUp(context, ref, task, async ({ agent }) => await agent.writeTar(path, archive, task.signal))
  }
}

async function whileUp<T>(context: EngineContext, ref: ObjectRef, task: Task, work: (found: Found) => Promise<T>): Promise<T> {
  const found = await findSandbox(context, ref, task)
  if (!(await mustBeFilled(found))) return await work(found)
  return await context.store.locked(ref.objectId, task, async () => {
    if (!(await mustBeFilled(found))) return await work(found)
    const state = await found.files.state()
    await bringUp(context, found, { ...state, phase: 'filling' }, task)
    try {
      return await work(found)
    } finally {
      await stopFilling(context, found)
    }
  })
}

/** As the writable layer tells it, which the guest has. */
async function changes(context: EngineContext, ref: ObjectRef, task: Task): Promise<FileDifference[]> {
  const found = await findSandbox(context, ref, task)
  if (await mustBeFilled(found)) throw notRunning(ref)
  return withoutAgent(await found.agent.changes(task.signal))
}

/** Rejects with SANDBOX_NOT_RUNNING for one that is down and is not to be filled. */
async function mustBeFilled({ files, config }: Found): Promise<boolean> {
  const { state, standing } = await readStanding(files)
  if (standing === 'running' || standing === 'stopping') return false
  if (state.startedAt !== null || config.spec.copiedFrom === null) throw notRunning(config)
  return true
}

async function readWhileUp(context: EngineContext, ref: ObjectRef, path: string, task: Task): Promise<AsyncIterable<Uint8Array>> {
  const found = await findSandbox(context, ref, task)
  if (await mustBeFilled(found)) throw notRunning(ref)
  return await found.agent.readTar(path, task.signal)
}
