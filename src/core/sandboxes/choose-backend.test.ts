import { describe, expect, it } from 'vitest'
import { createHastyClock } from '../testing/create-test-app'
import { codeOf, useTestApps } from '../testing/test-apps'

const start = useTestApps()

describe('selection', () => {
  it('takes the first ready one in order of preference and says why', async () => {
    const { api, backends } = start({ kinds: ['firecracker', 'docker', 'podman'] })
    backends.firecracker?.setDetection({ state: 'unsupported', reason: { key: 'reasons.x' } })
    expect(await api.backends.selection({})).toMatchObject({ backend: 'docker', why: { key: 'core.selected_first_ready' } })
  })

  it('names an unknown backend, and what there is', async () => {
    await expect(start().api.backends.selection({ backend: 'dokcer' })).rejects.toMatchObject({ code: 'BACKEND_UNKNOWN', params: { known: 'firecracker, apple, docker, podman' } })
  })

  it('never switches silently from a stored default that is not ready', async () => {
    const { api, backends } = start()
    await api.settings.set({ defaultBackend: 'docker' })
    backends.docker?.setDetection({ state: 'stopped', reason: { key: 'reasons.x' } })
    expect(await codeOf(api.sandboxes.create({ name: 'dev' }))).toBe('BACKEND_NOT_READY')
  })

  it('does not let a hanging backend delay the others', async () => {
    const { api, backends } = start({ clock: createHastyClock(20) })
    await api.sandboxes.create({ name: 'b', backend: 'podman' })
    await api.sandboxes.create({ name: 'a', backend: 'docker' })
    backends.docker?.daemon.faults.hanging.add('*')
    const { sandboxes } = await api.sandboxes.list({})
    expect(sandboxes.map(({ status }) => status)).toEqual(['unknown', 'stopped'])
  })
})
