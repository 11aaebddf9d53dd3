import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
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

  it('is the missing device where Firecracker finds none', async () => {
    const missing = { code: 'BACKEND_NOT_READY', because: { key: 'reasons.kvm_missing' } }
    expect(await failure(new ApiFault(400, 'Internal error while starting microVM: Kvm error: Error creating KVM object: No such device (os error 19)'))).toMatchObject(missing)
    expect(await failure(new MonitorEnded(1), { monitorLog: 'Error creating KVM object: No such file or directory (os error 2)\n' })).toMatchObject(missing)
  })

  it('is told in the words of Firecracker where KVM is only named', async () => {
    expect(await failure(new MonitorEnded(0), { monitorLog: 'Received KVM_EXIT_SHUTDOWN signal\n' })).toMatchObject({ code: 'SANDBOX_START_FAILED', params: { reason: expect.stringContaining('KVM_EXIT_SHUTDOWN') } })
    expect(await failure(new ApiFault(400, 'Kvm error: Device or resource busy (os error 16)'))).toMatchObject({ code: 'SANDBOX_START_FAILED', params: { reason: expect.stringContaining('resource busy') } })
    expect(await failure(new ApiFault(400, 'Drive config error: Permission denied (os error 13) /home/kvm/image'))).toMatchObject({ code: 'SANDBOX_START_FAILED', because: { key: 'reasons.start_disk' } })
  })

  it.each([
    ['Boot source error: The kernel file cannot be opened: No such file or directory (os error 2)', 'start_kernel', 'firecracker_set_up'],
    ['Drive config error: Unable to create the virtio block device: Virtio backend error', 'start_disk', undefined],
    ['Machine config error: The number of vCPUs must be greater than 0', 'start_resources', 'start_resources'],
    ['Network config error: Cannot open/create the tap device', 'start_network', 'start_network'],
    ['Vsock config error: Cannot create backend for vsock device', undefined, undefined]
  ])('is told with what it means and what helps: %s', async (words, meaning, remedy) => {
    const error = await failure(new ApiFault(400, words))
    expect(error).toMatchObject({ code: 'SANDBOX_START_FAILED', params: { reason: words } })
    expect(AppError.is(error) && [error.because?.key, error.remedies[0]?.text?.key]).toEqual([meaning && `reasons.${meaning}`, remedy && `remedies.${remedy}`])
  })

  it('is the missing program, the full disk, or a mistake of ours', async () => {
    expect(await failure(new Error('spawn /opt/firecracker ENOENT'))).toMatchObject({ code: 'SANDBOX_START_FAILED', because: { key: 'reasons.firecracker_missing' }, remedies: [{ command: 'agentkernel setup' }] })
    expect(await failure(new ApiFault(400, 'Drive config error: No space left on device (os error 28)'))).toMatchObject({ code: 'DISK_FULL' })
    for (const when of ['before', 'after']) expect(await failure(new ApiFault(400, `The requested operation is not supported ${when} starting the microVM.`))).toMatchObject({ code: 'INTERNAL' })
  })

  it.each([
    [1, 'firecracker ended with 1'],
    [148, 'firecracker ended with 148: its seccomp filter refused a system call'],
    [149, 'firecracker ended with 149: SIGBUS, as where a file that it had mapped has become shorter or a disk is full'],
    [150, 'firecracker ended with 150: SIGSEGV'],
    [151, 'firecracker ended with 151: SIGXFSZ, a file grew beyond its limit'],
    [152, 'firecracker ended with 152: it refused its configuration'],
    [153, 'firecracker ended with 153: it refused its arguments'],
    [154, 'firecracker ended with 154: SIGXCPU, its share of the processor was used up'],
    [155, 'firecracker ended with 155: SIGPIPE'],
    [156, 'firecracker ended with 156: it was hung up'],
    [157, 'firecracker ended with 157: SIGILL'],
    [null, 'firecracker was killed']
  ])('is what the exit code %s means, with the last words of its log', async (code, meaning) => {
    expect(await failure(new MonitorEnded(code), { monitorLog: 'before\nits last words\n' })).toMatchObject({ code: 'SANDBOX_START_FAILED', params: { reason: `${meaning}\nbefore\nits last words` } })
  })

  it('holds the last words of the guest, without what would move a cursor', async () => {
    expect(await failure(new BootTimeout(10), { console: 'first\n\u001b[2Jpanic\u0007: no root\n' })).toMatchObject({ code: 'SANDBOX_START_FAILED', params: { reason: 'the guest did not come up within 10 ms\nfirst\npanic: no root' } })
  })
})
