import type { Task } from '#contract/progress'
import type { Engine } from '../ports/engine'
import type { ObjectRef } from '../ports/engine-object'
import { parentOf } from '../sandbox-files/paths'
import { requireFiles } from '../sandbox-files/require-files'
import type { SandboxRecord } from '../records'
import type { SandboxContext } from './context'
import { updateRecord } from './records'

/** One file of the spool per directory. */
function toKey(id: string, index: number): string {
  return `${id}.${index}`
}

/** Puts the files of these directories aside on the host, whole, and says so in the record: from now on they outlive the sandbox's object. */
export async function setAside(context: SandboxContext, engine: Engine, record: SandboxRecord, ref: ObjectRef, directories: readonly string[], task: Task): Promise<void> {
  const files = requireFiles(engine)
  for (const [index, path] of directories.entries()) {
    task.progress({ step: 'keep', text: { key: 'progress.keeping_files', params: { path } }, done: index, total: directories.length, unit: 'items' })
    await context.ports.spool.put(toKey(record.id, index), await files.read(ref, path, task))
  }
  await updateRecord(context, record.id, (now) => ({ ...now, setAside: [...directories] }))
}

/** Brings back into a sandbox that was just made what was set aside of it. */
export async function bringBack(context: SandboxContext, engine: Engine, record: SandboxRecord, ref: ObjectRef, task: Task): Promise<void> {
  for (const [index, path] of (record.setAside ?? []).entries()) {
    task.progress({ step: 'bring-back', text: { key: 'progress.bringing_back', params: { path } }, done: index, total: record.setAside?.length ?? 0, unit: 'items' })
    const archive = await context.ports.spool.get(toKey(record.id, index))
    // Its top entry is the directory itself.
    if (archive) await requireFiles(engine).write(ref, parentOf(path), archive, task)
  }
}

/** The files are where they belong: nothing is kept twice. */
export async function forgetAside(context: SandboxContext, record: SandboxRecord): Promise<void> {
  if (!record.setAside) return
  for (const index of record.setAside.keys()) await context.ports.spool.remove(toKey(record.id, index))
  await updateRecord(context, record.id, ({ setAside: _done, ...now }) => now)
}
