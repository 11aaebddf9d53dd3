import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileNames, SandboxFiles } from '../state/sandbox-files'
import { lookAtMonitor } from './look-at-monitor'

const held = { status: 'NoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t1\n', limits: 'Max file size             10737418240          10737418240          bytes     \nMax core file size        0                    0                    bytes     \nMax open files            2048                 2048                 files     \n' }

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'agentkernel-monitor-'))))
afterEach(async () => await rm(folder, { recursive: true }))

const look = async (threads: readonly string[], limits = held.limits, mode = 0o600): Promise<unknown> => {
  for (const [index, status] of threads.entries()) {
    await mkdir(join(folder, `7/task/${index}`), { recursive: true })
    await writeFile(join(folder, `7/task/${index}/status`), status)
    await writeFile(join(folder, '7/limits'), limits)
  }
  const files = new SandboxFiles(folder)
  await writeFile(files.path(fileNames.apiSocket), '', { mode: 0o600 })
  await writeFile(files.path(fileNames.agentSocket), '')
  await chmod(files.path(fileNames.agentSocket), mode)
  return await lookAtMonitor({ processId: 7 }, files, folder)
}

describe('a look at the monitor', () => {
  it('sees that it is held', async () => {
    expect(await look([held.status, held.status])).toEqual({ hasFilter: true, hasNoNewPrivileges: true, isLimited: true, isGrouped: false, diskWeight: null, socketMode: '0600' })
  })

  it('sees one thread without a filter, a limit that could be raised, and a socket for all', async () => {
    expect(await look([held.status, 'NoNewPrivs:\t0\nSeccomp:\t0\n'])).toMatchObject({ hasFilter: false, hasNoNewPrivileges: false })
    expect(await look([held.status], held.limits.replace('2048                 2048', '2048                 524288'))).toMatchObject({ isLimited: false })
    expect(await look([held.status], held.limits.replaceAll(/10737418240/g, 'unlimited'))).toMatchObject({ isLimited: false })
    expect(await look([held.status], held.limits, 0o755)).toMatchObject({ socketMode: '0755' })
  })

  it('sees whether its group limits memory and CPU, and which share of the disk the slice around it has', async () => {
    const files = new SandboxFiles(folder)
    const grouped = async (cpu: string): Promise<unknown> => {
      await look([held.status])
      await mkdir(join(folder, 'groups/user.slice/one.scope'), { recursive: true })
      await writeFile(join(folder, '7/cgroup'), '0::/user.slice/one.scope\n')
      await writeFile(join(folder, 'groups/user.slice/one.scope/memory.max'), '671088640\n')
      await writeFile(join(folder, 'groups/user.slice/one.scope/cpu.max'), cpu)
      const seen = await lookAtMonitor({ processId: 7 }, files, folder, join(folder, 'groups'))
      return [seen?.isGrouped, seen?.diskWeight]
    }
    expect([await grouped('200000 100000\n'), await grouped('max 100000\n')]).toEqual([[true, null], [false, null]])
    await writeFile(join(folder, 'groups/user.slice/io.weight'), 'default 50\n')
    expect(await grouped('200000 100000\n')).toEqual([true, 50])
  })

  it('sees that there is none', async () => {
    expect(await look([])).toBeNull()
  })
})
