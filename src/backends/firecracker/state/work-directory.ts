import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive, readIdentity, type ProcessIdentity } from './process-identity'

const ownedName = /^work-(\d+)-(\d+)-([0-9a-f-]{36})-[0-9a-f-]{36}$/

/** A private directory for the time of the work; what killed processes left in theirs goes first. */
export async function withWorkDirectory<T>(directory: string, work: (workDirectory: string) => Promise<T>): Promise<T> {
  await removeAbandoned(directory)
  const workDirectory = await makeWorkDirectory(directory)
  try {
    return await work(workDirectory)
  } finally {
    await rm(workDirectory, { recursive: true, force: true })
  }
}

/** Its name tells whose it is, and is given once. */
export async function makeWorkDirectory(directory: string): Promise<string> {
  const identity = await readIdentity(process.pid)
  if (!identity) throw new Error('this process is not in /proc')
  const path = join(directory, `work-${identity.processId}-${identity.startTicks}-${identity.bootId}-${randomUUID()}`)
  await mkdir(path, { mode: 0o700 })
  return path
}

/** Null for a name that `makeWorkDirectory` does not give. */
export function readOwner(name: string): ProcessIdentity | null {
  const [, processId, startTicks, bootId] = ownedName.exec(name) ?? []
  return startTicks === undefined || bootId === undefined ? null : { processId: Number(processId), startTicks, bootId }
}

/** What processes that were killed left half made. */
export async function removeAbandoned(directory: string): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    const owner = readOwner(name)
    if (owner && !(await isAlive(owner))) await rm(join(directory, name), { recursive: true, force: true })
  }
}
