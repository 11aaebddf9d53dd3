import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isHeldUp } from './watch-monitor'

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'agentkernel-held-'))))
afterEach(async () => await rm(folder, { recursive: true }))

async function held(state: string, events = 'populated 1\nfrozen 0\n'): Promise<boolean> {
  await mkdir(join(folder, '7'), { recursive: true })
  await writeFile(join(folder, '7/stat'), `7 (fire) (cracker) ${state} 1 7 7 0 -1`)
  await writeFile(join(folder, '7/cgroup'), '0::/user.slice/one.scope\n')
  await mkdir(join(folder, 'groups/user.slice/one.scope'), { recursive: true })
  await writeFile(join(folder, 'groups/user.slice/one.scope/cgroup.events'), events)
  return await isHeldUp({ processId: 7 }, folder, join(folder, 'groups'))
}

it('excuses a monitor that a person stopped, traces or froze, and one that waits for a disk', async () => {
  expect([await held('T'), await held('t'), await held('D'), await held('S', 'populated 1\nfrozen 1\n')]).toEqual([true, true, true, true])
})

it('excuses none that sleeps or works', async () => {
  expect([await held('S'), await held('R')]).toEqual([false, false])
})
