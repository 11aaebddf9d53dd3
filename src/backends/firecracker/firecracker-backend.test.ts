import { describe, expect, it } from 'vitest'
import type { Machine } from '#core/ports'
import { createTask } from '../engine-api/testing/real-engines'
import { dependenciesOf } from '../testing/dependencies'
import { createFirecrackerBackend } from './firecracker-backend'

describe('the Firecracker backend', () => {
  it.each<[string, Partial<Machine>, object]>([
    ['macOS', { platform: 'darwin' }, { state: 'unsupported', reason: { key: 'reasons.firecracker_needs_linux' } }],
    ['ARM', { arch: 'arm64' }, { state: 'unsupported', reason: { key: 'reasons.firecracker_needs_x64', params: { arch: 'arm64' } } }],
    ['a machine without virtualization', {}, { state: 'unsupported', reason: { key: 'reasons.kvm_missing' }, remedies: [{ text: { key: 'remedies.kvm_enable' } }] }]
  ])('says why not on %s, and refuses to be opened or set up for the same reason', async (_title, machine, expected) => {
    const backend = createFirecrackerBackend({ ...dependenciesOf(machine), exporters: () => Promise.resolve([]) })
    const refusal = { code: 'BACKEND_NOT_READY', params: { backend: 'firecracker', state: 'unsupported' }, because: { key: expect.stringMatching(/needs|kvm/) } }
    expect(await backend.detect(createTask())).toMatchObject(expected)
    await expect(backend.open(createTask())).rejects.toMatchObject(refusal)
    await expect(backend.setup?.run([], createTask())).rejects.toMatchObject(refusal)
  })

  it('examines the machine once for its state and the checklist that is asked for beside it, and anew for the next state', async () => {
    const dependencies = dependenciesOf({})
    let looks = 0
    const settings = async (): ReturnType<typeof dependencies.settings> => {
      looks += 1
      return await dependencies.settings()
    }
    const backend = createFirecrackerBackend({ ...dependencies, settings, exporters: () => Promise.resolve([]) })
    await backend.detect(createTask())
    const once = looks
    expect(once).toBeGreaterThan(0)
    expect(await backend.setup?.checklist(createTask())).not.toEqual([])
    expect(looks).toBe(once)
    await backend.detect(createTask())
    expect(looks).toBe(2 * once)
  })
})
