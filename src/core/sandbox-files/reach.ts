import type { Task } from '#contract/progress'
import type { Engine } from '../ports/engine'
import type { ObjectRef } from '../ports/engine-object'
import type { FilePower } from '../ports/engine-powers'
import type { SandboxRecord } from '../records'
import type { SandboxContext } from '../sandboxes/context'
import { orExplain } from '../sandboxes/explain-refusal'
import { getRecord, toRef } from '../sandboxes/records'
import { requireFiles } from './require-files'

/** A sandbox whose files can be asked for. */
export interface Place {
  readonly context: SandboxContext
  readonly record: SandboxRecord
  readonly engine: Engine
  readonly files: FilePower
  readonly ref: ObjectRef
}

/** Finds the sandbox, its engine and the engine's power over files. Rejects with NOT_SUPPORTED where it has none. */
export async function reachFiles(context: SandboxContext, sandbox: string, task: Task): Promise<Place> {
  const record = await getRecord(context, sandbox)
  const ref = toRef(record)
  const engine = await context.registry.open(record.backend, task)
  return { context, record, engine, files: requireFiles(engine), ref }
}

/** Does something with the files of a sandbox, in the words of whoever named it. */
export async function inPlace<T>(place: Place, task: Task, work: () => Promise<T>): Promise<T> {
  return await orExplain(place.context, place.record, task, work)
}
