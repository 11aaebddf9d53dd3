import { readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Task } from '#contract/progress'
import type { Clock } from '#core/ports'
import { isAlive } from './process-identity'
import { makeWorkDirectory, readOwner } from './work-directory'

const pauseMs = 100

/**
 * Does work while no other process does work under the same name; waits for its turn, however long, until the signal aborts. Who was killed, or was
 * cut off with the machine, holds it no longer from that moment on; who sleeps with the machine holds it still.
 */
export async function withLock<T>(directory: string, name: string, clock: Clock, { signal }: Pick<Task, 'signal'>, work: () => Promise<T>): Promise<T> {
  const release = await holdLock(join(directory, `${name}.lock`), clock, signal)
  try {
    return await work()
  } finally {
    await release()
  }
}

async function holdLock(path: string, clock: Clock, signal: AbortSignal): Promise<() => Promise<void>> {
  for (;;) {
    signal.throwIfAborted()
    const entry = (await isFree(path)) ? await take(path) : null
    if (entry !== null) return async () => await letGo(path, entry)
    await clock.sleep(pauseMs * (0.5 + Math.random()), signal)
  }
}

/** A lock is a folder with one entry, named by who holds it. To take away what a dead one left cannot hurt whoever holds it since: names are given once. */
async function isFree(path: string): Promise<boolean> {
  for (const entry of await readdir(path).catch(() => [])) {
    const owner = readOwner(entry)
    if (owner && (await isAlive(owner))) return false
    await rm(join(path, entry), { force: true })
  }
  return true
}

/** A folder takes the place of another one only when that is empty, so that of many who try one succeeds. */
async function take(path: string): Promise<string | null> {
  const made = await makeWorkDirectory(dirname(path))
  const entry = basename(made)
  try {
    await writeFile(join(made, entry), '', { mode: 0o600 })
    await rename(made, path)
    return entry
  } catch (error) {
    await rm(made, { recursive: true, force: true })
    if (error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST')) return null
    throw error
  }
}

async function letGo(path: string, entry: string): Promise<void> {
  await rm(join(path, entry), { force: true })
  // Somebody else's by now.
  await rmdir(path).catch(() => undefined)
}
