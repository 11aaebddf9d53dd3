import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deadlineSignal } from '#contract/deadline-signal'
import { createClock } from '#platform/clock'
import { withLock } from './hold-lock'
import { readIdentity } from './process-identity'
import { makeWorkDirectory, removeAbandoned } from './work-directory'

const clock = createClock()
let folder: string

beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'agentkernel-lock-'))))
afterEach(async () => await rm(folder, { recursive: true }))

async function hold<T>(work: () => Promise<T>, ms = 10_000): Promise<T> {
  return await withLock(folder, 'one', clock, { signal: deadlineSignal(ms) }, work)
}

/** As a process that is killed while it holds the lock leaves it. */
async function leaveLock(of: { readonly processId: number; readonly startTicks: string; readonly bootId: string }): Promise<void> {
  const entry = `work-${of.processId}-${of.startTicks}-${of.bootId}-${crypto.randomUUID()}`
  await mkdir(join(folder, 'one.lock'))
  await writeFile(join(folder, 'one.lock', entry), '')
}

describe('a lock', () => {
  it('is held by one at a time, and leaves nothing', async () => {
    let [inside, most, done] = [0, 0, 0]
    await Promise.all(Array.from({ length: 8 }, async () => await hold(async () => {
      most = Math.max(most, ++inside)
      await clock.sleep(5)
      inside--
      done++
    })))
    expect([most, done, await readdir(folder)]).toEqual([1, 8, []])
  })

  it('is not taken from a process that lives, however long it was not heard of', async () => {
    const sleeping = spawn('sleep', ['60'])
    const identity = await readIdentity(sleeping.pid ?? 0)
    if (!identity) throw new Error('it did not start')
    await leaveLock(identity)
    await expect(hold(() => Promise.resolve('in'), 400)).rejects.toThrow('timeout')
    sleeping.kill('SIGKILL')
    await once(sleeping, 'exit')
    expect(await hold(() => Promise.resolve('in'))).toBe('in')
  })

  it('is free at once when its holder was killed, its number went to another process, or the machine started anew', async () => {
    const identity = await readIdentity(process.pid)
    if (!identity) throw new Error('this process is not there')
    for (const dead of [{ ...identity, startTicks: '1' }, { ...identity, bootId: '00000000-0000-0000-0000-000000000000' }]) {
      await leaveLock(dead)
      let waits = 0
      const patient = { ...clock, sleep: async (ms: number) => void (waits++, await clock.sleep(ms)) }
      await withLock(folder, 'one', patient, { signal: deadlineSignal(10_000) }, () => Promise.resolve())
      expect(waits).toBe(0)
    }
    expect(await readdir(folder)).toEqual([])
  })

  it('comes free when the work fails', async () => {
    await expect(hold(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await hold(() => Promise.resolve('in'))).toBe('in')
  })
})

it('removes what killed processes were working at, and nobody else’s', async () => {
  const [mine, theirs] = [await makeWorkDirectory(folder), await makeWorkDirectory(folder)]
  await rename(theirs, theirs.replace(/work-\d+-\d+/, 'work-1-1'))
  await writeFile(join(folder, 'work-of-another-kind'), '')
  await removeAbandoned(folder)
  expect(await readdir(folder)).toEqual([mine.slice(folder.length + 1), 'work-of-another-kind'])
})
