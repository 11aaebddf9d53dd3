import { describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import { codeOf, useTestApps } from './testing/test-apps'

const start = useTestApps()

describe.each(['direct', 'rpc'] as const)('images over %s', (transport) => {
  it('that nobody uses are planned and pruned; used ones stay', async () => {
    const { api, backends } = start({ transport, kinds: ['docker'] })
    await api.sandboxes.create({ name: 'dev', image: 'alpine:3.20' })
    const before = (await api.images.list({})).images.length
    const plan = await api.images.planPrune({ scope: 'unused' })
    expect(plan.images.flatMap(({ references }) => references)).not.toContain('alpine:3.20')
    expect(plan.images).toHaveLength(before - 1)
    expect(await api.images.planPrune({ scope: 'dangling' })).toMatchObject({ images: [], bytes: 0 })
    const { removed, failed, freedBytes } = await api.images.prune({ images: plan.images.map(({ backend, id }) => ({ backend, id })), caches: [] })
    expect({ removed, failed, freedBytes }).toEqual({ removed: before - 1, failed: [], freedBytes: plan.bytes })
    expect([...(backends.docker?.daemon.images.keys() ?? [])]).toEqual(['alpine:3.20'])
  })

  it('that got used after the plan stay, and it is told', async () => {
    const { api } = start({ transport, kinds: ['docker'] })
    const [image] = (await api.images.planPrune({ scope: 'unused' })).images
    await api.sandboxes.create({ name: 'dev', image: image?.references[0] ?? '' })
    const result = await api.images.prune({ images: [{ backend: 'docker', id: image?.id ?? '' }], caches: [] })
    expect(result).toMatchObject({ removed: 0, failed: [{ id: image?.id, error: { code: 'IMAGE_IN_USE' } }] })
  })

  it('of one engine are pruned while another one fails, and it is told which', async () => {
    const { api, backends } = start({ transport })
    const plan = await api.images.planPrune({ scope: 'unused' })
    const chosen = plan.images.map(({ backend, id }) => ({ backend, id }))
    const ofPodman = chosen.filter(({ backend }) => backend === 'podman').length
    const failing = { backend: 'docker', error: { code: 'ENGINE_FAILED', params: { detail: 'no' } } }
    const fail = () => backends.docker?.daemon.faults.failures.set('images.list', new AppError('ENGINE_FAILED', { backend: 'docker', detail: 'no' }))
    fail()
    const again = await api.images.planPrune({ scope: 'unused' })
    expect(again).toMatchObject({ images: plan.images.filter(({ backend }) => backend === 'podman'), failed: [failing] })
    fail()
    expect(await codeOf(api.images.planPrune({ scope: 'unused', backend: 'docker' }))).toBe('ENGINE_FAILED')
    fail()
    expect(await api.images.prune({ images: chosen, caches: [] })).toMatchObject({ removed: ofPodman, failed: [failing] })
    expect(backends.podman?.daemon.images.size).toBe(0)
  })

  it('are counted in the use of the disk, per backend, also where one cannot say', async () => {
    const { api, backends } = start({ transport })
    await api.sandboxes.create({ name: 'dev', backend: 'docker' })
    backends.podman?.daemon.faults.failures.set('images.list', new AppError('ENGINE_FAILED', { backend: 'podman', detail: 'no' }))
    const usage = await api.disk.usage({})
    expect(usage).toMatchObject({ backends: [{ backend: 'docker', sandboxes: [{ name: 'dev' }] }], failed: [{ backend: 'podman', error: { code: 'ENGINE_FAILED' } }] })
    expect(usage.backends[0]?.imagesBytes).toBeGreaterThan(0)
  })
})
