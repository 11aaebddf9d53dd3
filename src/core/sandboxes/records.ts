import { AppError } from '#contract/errors'
import type { ObjectRef } from '../ports/engine-object'
import type { MetadataStore } from '../ports/metadata'
import type { MetadataDocument, SandboxRecord } from '../records'
import { restoreUnseen } from './adopt'
import type { SandboxContext } from './context'

/** A record by id, else by name. */
export function findRecord(document: MetadataDocument, reference: string): SandboxRecord | undefined {
  return document.sandboxes[reference] ?? Object.values(document.sandboxes).find((record) => record.name === reference)
}

/** The record a caller means. Rejects with SANDBOX_NOT_FOUND. */
export async function getRecord(context: SandboxContext, reference: string): Promise<SandboxRecord> {
  const store = await context.metadata()
  const record = findRecord(await store.read(), reference) ?? (await findLost(context, store, reference))
  if (!record) throw new AppError('SANDBOX_NOT_FOUND', { name: reference })
  return record
}

/** Its record may have gone with the file. */
async function findLost(context: SandboxContext, store: MetadataStore, reference: string): Promise<SandboxRecord | undefined> {
  await restoreUnseen(context)
  return findRecord(await store.read(), reference)
}

/** Changes one record as it is now in the file, and answers what it became; nothing happens when it is gone. */
export async function updateRecord(context: SandboxContext, id: string, change: (record: SandboxRecord) => SandboxRecord): Promise<SandboxRecord | undefined> {
  const store = await context.metadata()
  const { sandboxes } = await store.update((document) => {
    const record = document.sandboxes[id]
    return record ? { ...document, sandboxes: { ...document.sandboxes, [id]: change(record) } } : document
  })
  return sandboxes[id]
}

/** With what was noted of its private copy. */
export async function deleteRecord(context: SandboxContext, id: string): Promise<void> {
  const store = await context.metadata()
  await store.update((document) => {
    if (!document.sandboxes[id]) return document
    const { [id]: _gone, ...sandboxes } = document.sandboxes
    return { ...document, sandboxes }
  })
  await context.ports.baselines.remove(id)
}

/** How the engine names it. Throws SANDBOX_BUSY while it is being created, SANDBOX_MISSING when there never was an object. */
export function toRef(record: SandboxRecord): ObjectRef {
  if (record.objectId === null) throw record.creating ? new AppError('SANDBOX_BUSY', { name: record.name, operation: 'create' }) : new AppError('SANDBOX_MISSING', { name: record.name })
  return { sandboxId: record.id, name: record.name, objectId: record.objectId }
}
