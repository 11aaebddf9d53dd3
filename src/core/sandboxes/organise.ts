import { AppError } from '#contract/errors'
import type { Task } from '#contract/progress'
import type { SandboxRecord } from '../records'
import type { SandboxContext } from './context'
import { findRecord, getRecord } from './records'
import { observeRecord } from './observe'

const masked = '••••••'

/** Pins and groups: all of the named sandboxes or none. */
export async function organise(context: SandboxContext, input: { sandboxes: readonly string[]; isPinned?: boolean | undefined; group?: string | null | undefined }): Promise<void> {
  const store = await context.metadata()
  const ids: string[] = []
  await store.update((document) => {
    const sandboxes = { ...document.sandboxes }
    for (const reference of input.sandboxes) {
      const record = findRecord(document, reference)
      if (!record) throw new AppError('SANDBOX_NOT_FOUND', { name: reference })
      sandboxes[record.id] = arrange(record, input)
      ids.push(record.id)
    }
    return { ...document, sandboxes }
  })
  for (const id of ids) context.changes.emit(id)
}

function arrange(record: SandboxRecord, { isPinned, group }: { isPinned?: boolean | undefined; group?: string | null | undefined }): SandboxRecord {
  const { group: before, isPinned: wasPinned, ...rest } = record
  const groupNow = group === undefined ? before : (group ?? undefined)
  return { ...rest, ...((isPinned ?? wasPinned) && { isPinned: true }), ...(groupNow !== undefined && { group: groupNow }) }
}

/** What is written down of a sandbox, and what its engine says of it now. Values of its environment are masked in both. */
export async function readRaw(context: SandboxContext, reference: string, task: Task): Promise<{ record: string; engine: string | null }> {
  const record = await getRecord(context, reference)
  const observation = await observeRecord(context, record, task)
  return { record: toJson(record), engine: observation.type === 'seen' ? toJson(observation.object) : null }
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (key, member: unknown) => (key === 'environment' && typeof member === 'object' && member !== null ? Object.fromEntries(Object.keys(member).map((name) => [name, masked])) : member), 2)
}
