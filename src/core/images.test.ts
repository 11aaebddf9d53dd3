import { afterEach, describe, expect, it } from 'vitest'
import { AppError } from '#contract/errors'
import { createTestApp, type TestApp } from './testing/create-test-app'

const open: TestApp[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((app) => app.close()))
})

describe.each(['direct', 'rpc'] as const)('images over %s', (transport) => {
  it('that are not in the engine are told as such when they are to be removed', async () => {
    const app = createTestApp({ transport })
    open.push(app)
    const error = await app.api.images.remove({ image: 'nobody/nothing:1' }).catch(AppError.from)
    expect(error).toMatchObject({ code: 'IMAGE_NOT_LOCAL', params: { image: 'nobody/nothing:1' } })
  })

  it('of a backend that is not ready are refused with those that are', async () => {
    const app = createTestApp({ transport })
    open.push(app)
    app.backends.docker?.setDetection({ state: 'stopped', reason: { key: 'reasons.x' } })
    const error = await app.api.images.list({ backend: 'docker' }).catch(AppError.from)
    expect(error).toMatchObject({ code: 'BACKEND_NOT_READY', params: { backend: 'docker', ready: 'podman' } })
  })
})
