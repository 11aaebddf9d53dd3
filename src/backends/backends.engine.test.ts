import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTask, findRealEngines } from './engine-api/testing/real-engines'
import { createBackends } from './index'
import { dependenciesOf } from './testing/dependencies'
import { realFiles } from './testing/machine'

const real = findRealEngines()

describe.each(real)('$title, found and opened by its named endpoint', ({ kind, socketPath, title }) => {
  let home: string
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'ak-'))
  })
  afterAll(async () => {
    await rm(home, { recursive: true, force: true })
  })

  const backendOf = (wanted: string, endpoint: string) => {
    const dependencies = dependenciesOf(
      { files: realFiles, homeDirectory: home, dataDirectory: home, environment: { PATH: env['PATH'] } },
      { dockerEndpoint: endpoint, podmanEndpoint: endpoint }
    )
    const backend = createBackends(dependencies).find((one) => one.kind === wanted)
    if (!backend) throw new Error(wanted)
    return backend
  }

  it('is ready, with version, endpoint and the limits it holds', async () => {
    const detection = await backendOf(kind, `unix://${socketPath}`).detect(createTask())
    expect(detection).toMatchObject({ state: 'ready', endpoint: `unix://${socketPath}`, rootless: title.includes('rootless') })
    expect(detection.version).toMatch(/^\d+\.\d+/)
    expect(detection.attempts).toEqual([{ target: `unix://${socketPath}`, source: 'settings', outcome: { key: 'reasons.attempt_answered', params: { version: detection.version } } }])
  })

  it('opens to an engine that lists and says the same id each time', async () => {
    const backend = backendOf(kind, `unix://${socketPath}`)
    const engine = await backend.open(createTask())
    expect(await backend.open(createTask())).toBe(engine)
    expect(await engine.list(createTask())).toEqual(expect.any(Array))
    const again = backendOf(kind, `unix://${socketPath}`)
    const [first, second] = [await engine.identify(createTask()), await (await again.open(createTask())).identify(createTask())]
    expect(first).toEqual(second)
    expect(first.engineId).not.toBe('')
    await Promise.all([backend.close(), again.close()])
  })

  it('is not taken for the other engine', async () => {
    const other = kind === 'docker' ? 'podman' : 'docker'
    const detection = await backendOf(other, `unix://${socketPath}`).detect(createTask())
    expect(detection).toMatchObject({ state: 'broken', reason: { key: `reasons.place_answered_by_${kind}` } })
    const engine = await backendOf(other, `unix://${socketPath}`).open(createTask())
    await expect(engine.identify(createTask())).rejects.toMatchObject({ code: 'BACKEND_NOT_READY' })
  })
})

describe('real engines', () => {
  it('have ids of their own', async () => {
    const ids = await Promise.all(
      real.map(async ({ kind, socketPath }) => {
        const dependencies = dependenciesOf({ files: realFiles, environment: {} }, { dockerEndpoint: socketPath, podmanEndpoint: socketPath })
        const backend = createBackends(dependencies).find((one) => one.kind === kind)
        const engine = await backend?.open(createTask())
        const identity = await engine?.identify(createTask())
        await backend?.close()
        return identity?.engineId
      })
    )
    expect(new Set(ids).size).toBe(real.length)
  })
})
