import { expect, it } from 'vitest'
import { deadlineSignal } from '#contract/deadline-signal'
import type { Command, ProcessResult } from '#core/ports'
import { createProcesses } from '#platform/processes'
import { testMachine } from '../../testing/machine'
import { examineGroup, toGroupWrapper, type GroupExamination } from './limit-group'

const files = {
  ...testMachine({}).files,
  stat: () => Promise.resolve({ isSocket: () => false, isFile: () => true, isDirectory: () => false }),
  access: () => Promise.resolve()
}

async function examine(answer: Partial<ProcessResult>, environment: Record<string, string> = { PATH: '/usr/bin' }, userId = 1_000): Promise<{ examined: GroupExamination; asked: Command[] }> {
  const asked: Command[] = []
  const run = (command: Command): Promise<ProcessResult> => {
    asked.push(command)
    return Promise.resolve({ exitCode: 0, stdout: '', stderr: '', ...answer })
  }
  return { examined: await examineGroup({ machine: testMachine({ files, environment, userId }), processes: { ...createProcesses(), run } }, deadlineSignal(5_000)), asked }
}

it('takes a systemd that limits what it starts, and gives it limits of the machine’s size', async () => {
  const { examined, asked: [weighing, trial] } = await examine({ stdout: '67108864\n100000 100000\ndefault 50\n' })
  if (!('group' in examined)) throw new Error('not taken')
  expect(examined.sharesDisk).toBe(true)
  expect(weighing).toMatchObject({ file: '/usr/bin/systemctl', args: ['--user', 'set-property', '--runtime', 'agentkernel.slice', 'IOWeight=50'] })
  expect(trial).toMatchObject({ file: '/usr/bin/systemd-run', environment: { XDG_RUNTIME_DIR: '/run/user/1000' } })
  expect(toGroupWrapper(examined.group, { vcpus: 2, memoryMb: 512 })).toEqual([
    '/usr/bin/systemd-run', '--user', '--scope', '--quiet', '--collect', '--slice=agentkernel',
    '-p', 'MemoryMax=640M', '-p', 'MemorySwapMax=0', '-p', 'CPUQuota=300%', '-p', 'TasksMax=66', '--'
  ])
})

it('takes one that was not given the disk, and says what gives it', async () => {
  expect((await examine({ stdout: '67108864\n100000 100000\n' })).examined).toMatchObject({ sharesDisk: false, remedies: [{ command: expect.stringContaining('Delegate=cpu cpuset io memory pids') }] })
})

it('asks the machine’s own systemd for root', async () => {
  const { asked } = await examine({}, { PATH: '/usr/bin' }, 0)
  expect(asked.map(({ args, environment }) => [args.includes('--user'), environment['XDG_RUNTIME_DIR']])).toEqual([[false, undefined], [false, undefined]])
})

it('says what is in the way: no systemd, or one that was not given memory and CPU', async () => {
  expect((await examine({ exitCode: 1, stderr: 'Failed to connect to bus: No medium found\n' })).examined).toEqual({ reason: { key: 'reasons.host_groups', params: { detail: 'Failed to connect to bus: No medium found' } }, remedies: [] })
  expect((await examine({ stdout: 'max\nmax 100000\n' })).examined).toMatchObject({ remedies: [{ command: expect.stringContaining('Delegate=cpu cpuset io memory pids') }] })
})
