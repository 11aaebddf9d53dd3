import { describe, expect, it } from 'vitest'
import type { Machine } from '#core/ports'
import { createTask } from '../engine-api/testing/real-engines'
import { filesOf, testMachine } from '../testing/machine'
import { createFirecrackerBackend } from './firecracker-backend'

const kvm = { '/dev/kvm': '' }
const complete = { ...kvm, '/usr/local/bin/firecracker': { isProgram: true } } as const

describe('the Firecracker backend says', () => {
  it.each<[string, Partial<Machine>, object]>([
    ['unsupported on macOS', { platform: 'darwin' }, { state: 'unsupported', reason: { key: 'reasons.firecracker_needs_linux' } }],
    ['unsupported on ARM', { arch: 'arm64' }, { state: 'unsupported', reason: { key: 'reasons.firecracker_needs_x64', params: { arch: 'arm64' } } }],
    ['unsupported without virtualization, and how to turn it on', {}, { state: 'unsupported', reason: { key: 'reasons.kvm_missing' }, remedies: [{ text: { key: 'remedies.kvm_enable' } }] }],
    ['missing without the program', { files: filesOf(kvm) }, { state: 'missing', reason: { key: 'reasons.firecracker_missing' } }],
    ['never ready while it has no engine, however complete the machine', { files: filesOf(complete) }, { state: 'unsupported', reason: { key: 'reasons.firecracker_not_built' } }]
  ])('%s', async (_title, machine, expected) => {
    const backend = createFirecrackerBackend(testMachine(machine))
    expect(await backend.detect(createTask())).toMatchObject(expected)
    await expect(backend.open(createTask())).rejects.toMatchObject({ code: 'BACKEND_NOT_READY', params: { backend: 'firecracker' } })
  })

  it('broken when /dev/kvm may not be used, with the command that helps', async () => {
    const files = { ...filesOf(complete), access: (path: string) => (path === '/dev/kvm' ? Promise.reject(new Error('EACCES')) : Promise.resolve()) }
    const detection = await createFirecrackerBackend(testMachine({ files })).detect(createTask())
    expect(detection).toMatchObject({ state: 'broken', reason: { key: 'reasons.kvm_denied' }, remedies: [{ command: 'sudo usermod -aG kvm "$USER"' }] })
    expect(detection.warnings).toEqual([{ key: 'reasons.firecracker_not_built' }])
  })
})
