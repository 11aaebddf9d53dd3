import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Task } from '#contract/progress'
import type { Clock } from '#core/ports'
import { holdLock } from './hold-lock'

/** A holder shows that it lives every few seconds; one that did not for this long is dead. */
const staleAfterMs = 30_000

/**
 * Does work while no other process does work under the same name; waits for its turn, however long, until `task.signal` aborts. The work's own
 * signal aborts with that one, and when the lock is lost: then another may be at the same work.
 */
export async function withLock<T>(directory: string, name: string, clock: Clock, task: Pick<Task, 'signal'>, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const held = await holdLock({ path: join(directory, `${name}.lock`), clock, staleAfterMs }, task.signal)
  try {
    return await work(AbortSignal.any([task.signal, held.lost]))
  } finally {
    await held.release()
  }
}

const workPrefix = 'work-'

/** A private directory on the cache's disk for the time of the work; what a killed process left in one is removed by the next. */
export async function withWorkDirectory<T>(directory: string, clock: Clock, task: Pick<Task, 'signal'>, work: (workDirectory: string) => Promise<T>): Promise<T> {
  await removeAbandoned(directory)
  const workDirectory = await mkdtemp(join(directory, workPrefix))
  try {
    return await withLock(directory, toLockName(workDirectory), clock, task, async () => await work(workDirectory))
  } finally {
    await rm(workDirectory, { recursive: true, force: true })
  }
}

async function removeAbandoned(directory: string): Promise<void> {
  const { check } = await import('proper-lockfile')
  const names = (await readdir(directory)).filter((name) => name.startsWith(workPrefix) && !name.endsWith('.lock'))
  for (const name of names) {
    const lockfilePath = join(directory, `${name}.lock`)
    const isAlive = await check(lockfilePath, { lockfilePath, realpath: false, stale: staleAfterMs })
    if (!isAlive && (await isOld(join(directory, name)))) await Promise.all([join(directory, name), lockfilePath].map((path) => rm(path, { recursive: true, force: true })))
  }
}

/** One that was made this moment has no lock yet. */
async function isOld(path: string): Promise<boolean> {
  const { stat } = await import('node:fs/promises')
  const found = await stat(path).catch(() => null)
  return found !== null && Date.now() - found.mtimeMs > staleAfterMs
}

function toLockName(workDirectory: string): string {
  return workDirectory.slice(workDirectory.lastIndexOf('/') + 1)
}
