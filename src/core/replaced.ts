import type { ReplacedPlan } from '#contract/data'
import type { Task } from '#contract/progress'
import type { SandboxContext } from './sandboxes/context'

const stamp = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-(\d{3})Z-/

/** Name of the folder that takes what is replaced now by files of this sandbox. */
export function toKeepAs(now: number, name: string): string {
  return `${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}-${name}`
}

/** Folders that were kept longer ago than that, the oldest first; one whose name says no time is nobody's to remove. */
export async function planReplaced({ ports: { tree, clock } }: SandboxContext, { olderThanMs }: { olderThanMs: number }): Promise<ReplacedPlan> {
  const until = new Date(clock.now() - olderThanMs).toISOString()
  const kept = (await tree.listKept()).map(({ name, bytes }) => ({ name, sandbox: name.replace(stamp, ''), bytes, keptAt: parseKeptAt(name) }))
  const folders = kept.filter(({ keptAt }) => keptAt !== '' && keptAt <= until).toSorted((one, other) => (one.keptAt < other.keptAt ? -1 : 1))
  return { directory: tree.keptIn, folders, bytes: sum(folders) }
}

/** Removes what a plan named, as far as it still is there. */
export async function removeReplaced({ ports: { tree } }: SandboxContext, { names }: { names: readonly string[] }, task: Task): Promise<{ removed: number; freedBytes: number }> {
  const found = (await tree.listKept()).filter(({ name }) => names.includes(name))
  for (const [index, { name }] of found.entries()) {
    task.signal.throwIfAborted()
    task.progress({ step: 'remove', text: { key: 'progress.removing', params: { name } }, done: index, total: found.length, unit: 'items' })
    await tree.removeKept(name)
  }
  return { removed: found.length, freedBytes: sum(found) }
}

export async function measureReplaced({ ports: { tree } }: SandboxContext): Promise<number> {
  return sum(await tree.listKept())
}

/** Empty where it says no time. */
function parseKeptAt(name: string): string {
  const [, day, hours, minutes, seconds, milliseconds] = stamp.exec(name) ?? []
  const at = `${day}T${hours}:${minutes}:${seconds}.${milliseconds}Z`
  return day === undefined || Number.isNaN(Date.parse(at)) ? '' : at
}

function sum(folders: readonly { readonly bytes: number }[]): number {
  return folders.reduce((total, { bytes }) => total + bytes, 0)
}
