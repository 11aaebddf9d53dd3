import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ApiFault } from '../api/firecracker-api'
import { fileNames, SandboxFiles } from '../state/sandbox-files'
import { BootTimeout, MonitorEnded, toStartFailure } from './start-failure'

let folder: string
let files: SandboxFiles
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'agentkernel-failure-'))
  files = new SandboxFiles(folder)
})
afterEach(async () => await rm(folder, { recursive: true }))

const failure = async (problem: unknown, said: Partial<Record<keyof typeof fileNames, string>> = {}): Promise<unknown> => {
  for (const [name, text] of Object.entries(said)) await writeFile(files.path(fileNames[name as keyof typeof fileNames]), text)
  return await toStartFailure(problem, 'dev', files)
}

describe('why a microVM did not start', () => {
  it('is the missing right to use KVM where Firecracker says so', async () => {
    const refused = { code: 'BACKEND_NOT_READY', because: { key: 'reasons.kvm_denied' }, remedies: [{ command: 'sudo usermod -aG kvm "$USER"' }] }
    expect(await failure(new ApiFault(400, 'Cannot start microvm: Kvm error: Error creating KVM object: Permission denied (os error 13)'))).toMatchObject(refused)
    expect(await failure(new MonitorEnded(1), { monitorLog: 'Error creating KVM object: Permission denied (os error 13)\n' })).toMatchObject(refused)
  })

  it('is told in the words of Firecracker where KVM is only named', async () => {
    expect(await failure(new MonitorEnded(0), { monitorLog: 'Received KVM_EXIT_SHUTDOWN signal\n' })).toMatchObject({ code: 'SANDBOX_START_FAILED', params: { reason: expect.stringContaining('KVM_EXIT_SHUTDOWN') } })
    expect(await failure(new ApiFault(400, 'Kvm error: No such device (os error 19)'))).toMatchObject({ code: 'SANDBOX_START_FAILED', params: { reason: expect.stringContaining('No such device') } })
  })

  it('holds the last words of the guest, without what would move a cursor', async () => {
    expect(await failure(new BootTimeout(10), { console: 'first\n\u001b[2Jpanic\u0007: no root\n' })).toMatchObject({ code: 'SANDBOX_START_FAILED', params: { reason: 'the guest did not come up within 10 ms\nfirst\npanic: no root' } })
  })
})
