import { describe, expect, it } from 'vitest'
import type { FakeDaemon } from '#backends/fake/index'
import { AppError } from '#contract/errors'
import type { SandboxRecord } from './records'
import type { TestApp } from './testing/create-test-app'
import { useTestApps } from './testing/test-apps'

const start = useTestApps()

function startWith(transport: 'direct' | 'rpc', image: Parameters<FakeDaemon['images']['set']>[1]): TestApp & { readonly engine: FakeDaemon } {
  const app = start({ transport, kinds: ['docker'] })
  const engine = app.backends.docker?.daemon as FakeDaemon
  engine.images.set(image.reference, image)
  return { ...app, engine }
}

describe.each(['direct', 'rpc'] as const)('images over %s', (transport) => {
  it('are remembered with what is made of them, whatever their name means later', async () => {
    const { api, file, engine } = startWith(transport, { reference: 'app:1', repoDigests: ['app@sha256:abc'], labels: { 'org.opencontainers.image.version': '1.2', other: 'x' } })
    const madeOf = { id: expect.stringMatching(/^sha256:/), repoDigests: ['app@sha256:abc'], builtAt: expect.any(String), labels: { version: '1.2' } }
    const { id } = await api.sandboxes.create({ name: 'dev', image: 'app:1' })
    expect(file.document.sandboxes[id]?.madeOf).toEqual(madeOf)
    expect((await api.images.list({ backend: 'docker' })).images).toContainEqual(expect.objectContaining({ repoDigests: ['app@sha256:abc'], labels: { version: '1.2' }, usedBy: ['dev'] }))
    engine.images.delete('app:1')
    expect(await api.sandboxes.get({ sandbox: 'dev' })).toMatchObject({ madeOf })
  })

  it('stay used where a name means another by now, both the one that a sandbox was made of and the one it would be made of', async () => {
    const { api, file, engine } = startWith(transport, { reference: 'app:latest' })
    const { id } = await api.sandboxes.create({ name: 'dev', image: 'app' })
    const record = file.document.sandboxes[id] as SandboxRecord
    engine.images.set('old:1', { reference: 'old:1' })
    const old = (await api.images.list({})).images.find(({ references }) => references[0] === 'old:1')
    file.document = { ...file.document, sandboxes: { [id]: { ...record, madeOf: { id: old?.id ?? '', repoDigests: [], labels: {} } } } }
    const used = (await api.images.list({})).images.filter(({ usedBy }) => usedBy.includes('dev'))
    expect(used.flatMap(({ references }) => references).sort()).toEqual(['app:latest', 'old:1'])
  })

  it('are told by their id alone with a sandbox of before they were remembered', async () => {
    const { api, file } = startWith(transport, { reference: 'app:1' })
    const { id, madeOf } = await api.sandboxes.create({ name: 'dev', image: 'app:1' })
    const { madeOf: _gone, ...record } = file.document.sandboxes[id] as SandboxRecord
    file.document = { ...file.document, sandboxes: { [id]: record } }
    expect(await api.sandboxes.get({ sandbox: 'dev' })).toMatchObject({ madeOf: { id: madeOf?.id, repoDigests: [], labels: {} } })
  })

  it('that are not in the engine are told as such when they are to be removed', async () => {
    const app = start({ transport })
    const error = await app.api.images.remove({ image: 'nobody/nothing:1' }).catch(AppError.from)
    expect(error).toMatchObject({ code: 'IMAGE_NOT_LOCAL', params: { image: 'nobody/nothing:1' } })
  })

  it('that are used are refused with the names of the sandboxes', async () => {
    const { api } = startWith(transport, { reference: 'app:latest' })
    for (const name of ['dev', 'other']) await api.sandboxes.create({ name, image: 'app' })
    const error = await api.images.remove({ image: 'app' }).catch(AppError.from)
    expect(error).toMatchObject({ code: 'IMAGE_IN_USE', params: { image: 'app', name: 'dev, other' } })
  })

  it('of one engine that fails do not hide those of the others, unless it alone was asked', async () => {
    const { api, backends } = start({ transport })
    const fail = () => backends.docker?.daemon.faults.failures.set('images.list', new AppError('ENGINE_FAILED', { backend: 'docker', detail: 'no' }))
    fail()
    const { images, failed } = await api.images.list({})
    expect(new Set(images.map(({ backend }) => backend))).toEqual(new Set(['podman']))
    expect(failed).toMatchObject([{ backend: 'docker', error: { code: 'ENGINE_FAILED' } }])
    fail()
    expect(await api.images.list({ backend: 'docker' }).catch(AppError.from)).toMatchObject({ code: 'ENGINE_FAILED' })
  })

  it('of a backend that is not ready are refused with those that are', async () => {
    const app = start({ transport })
    app.backends.docker?.setDetection({ state: 'stopped', reason: { key: 'reasons.x' } })
    const error = await app.api.images.list({ backend: 'docker' }).catch(AppError.from)
    expect(error).toMatchObject({ code: 'BACKEND_NOT_READY', params: { backend: 'docker', ready: 'podman' } })
  })
})
