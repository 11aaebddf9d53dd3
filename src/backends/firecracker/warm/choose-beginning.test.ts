import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { testClock } from '../../engine-api/testing/real-engines'
import { recordingLog } from '../../testing/dependencies'
import { testMachine } from '../../testing/machine'
import { noRates } from '../vmm/rates'
import { giveUp } from './choose-beginning'
import { TemplateStore } from './template-store'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentkernel-warm-'))
})
afterEach(async () => await rm(folder, { recursive: true }))

it('says why it was booted also where nothing can be noted: the machine that runs is not lost for that', async () => {
  await writeFile(join(folder, 'templates'), 'no folder')
  const log = recordingLog()
  const artifacts = { program: '/none/firecracker', version: '1.16.1', kernel: '/none/vmlinux', agent: '/none/agent' }
  const plan = { vcpus: 1, memoryMb: 512, kernel: artifacts.kernel, initrd: '/home/initrd-1.cpio', drives: [], network: null, rates: noRates }
  const host = { templates: new TemplateStore(join(folder, 'templates'), testClock), machine: testMachine({}), log }
  expect(await giveUp(host, { artifacts, plan }, new Error('no answer'))).toEqual({ key: 'reasons.warm_failed', params: { detail: 'no answer' } })
  expect(log.lines.some((line) => line.includes('ENOTDIR') || line.includes('EEXIST'))).toBe(true)
})
