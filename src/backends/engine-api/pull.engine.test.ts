import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Progress } from '#contract/progress'
import { AppError } from '#contract/errors'
import type { ImagePower } from '#core/ports'
import type { RegistryCredential } from '../registry/credentials'
import { FakeRegistry } from './testing/fake-registry'
import { createTask, findRealEngines, openRealEngine } from './testing/real-engines'

/** Podman wants TLS of every registry, so that only Docker can be shown one of our own; what Podman says is in pull.test.ts. */
for (const real of findRealEngines().filter(({ kind }) => kind === 'docker')) {
  describe(`pulls on ${real.title}`, () => {
    let registry: FakeRegistry
    let login: RegistryCredential | null = null
    const engine = openRealEngine(real, real.socketPath, { forImage: async () => await Promise.resolve(login) })
    const images = engine.images as ImagePower
    const reference = (): string => `${registry.address}/box:1`

    beforeAll(async () => {
      registry = await FakeRegistry.open()
    })
    afterEach(async () => {
      await images.remove(reference(), { force: true }, createTask()).catch(() => {})
      Object.assign(registry.behaviour, { cutsLayers: false, login: null, pauseMs: 0 })
      login = null
    })
    afterAll(() => registry.close())

    it('tell their progress per layer and in total, and give the image', async () => {
      registry.behaviour.pauseMs = 40
      const reports: Progress[] = []
      const image = await images.ensure(reference(), { ...createTask(), progress: (report) => reports.push(report) })
      expect(image.references).toEqual([reference()])
      const totals = reports.flatMap(({ done, total }) => (done !== undefined && total !== undefined ? [[done, total] as const] : []))
      expect(totals.length).toBeGreaterThan(2)
      expect(totals.every(([done, total], index) => done <= total && done >= (totals[index - 1]?.[0] ?? 0))).toBe(true)
      expect(reports.at(-1)?.parts?.[0]).toMatchObject({ state: 'Pull complete' })
    })

    it('that the registry cuts in the middle are an error and leave nothing', async () => {
      registry.behaviour.cutsLayers = true
      const { task, cancel } = cancellable(60_000)
      // Docker tries again and again, ever more seldom: the person's patience ends it.
      setTimeout(cancel, 3_000)
      await expect(images.ensure(reference(), task)).rejects.toMatchObject({ code: expect.stringMatching(/^(IMAGE_PULL_FAILED|CANCELLED)$/) })
      expect((await images.list(createTask())).flatMap(({ references }) => references)).not.toContain(reference())
    })

    it('that are cancelled end at once and leave nothing', async () => {
      registry.behaviour.pauseMs = 200
      const { task, cancel, reason } = cancellable(60_000)
      const pulling = images.ensure(reference(), task)
      setTimeout(cancel, 600)
      const begun = performance.now()
      await expect(pulling).rejects.toBe(reason)
      expect(performance.now() - begun).toBeLessThan(2_000)
      expect((await images.list(createTask())).flatMap(({ references }) => references)).not.toContain(reference())
    })

    it('carry the login of the person, and say when it is missing', async () => {
      registry.behaviour.login = { username: 'me', password: 'päss+word/' }
      await expect(images.ensure(reference(), createTask())).rejects.toMatchObject({ code: 'IMAGE_ACCESS_DENIED', params: { registry: registry.address } })
      login = { username: 'me', password: 'päss+word/', serveraddress: registry.address }
      await expect(images.ensure(reference(), createTask())).resolves.toMatchObject({ references: [reference()] })
    })

    it('of what the registry does not have are told as such', async () => {
      await expect(images.ensure(`${registry.address}/box:2`, createTask())).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' })
      await expect(images.ensure(`${registry.address}/other:1`, createTask())).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' })
    })
  })
}

function cancellable(deadlineMs: number) {
  const controller = new AbortController()
  const reason = new AppError('CANCELLED', { what: 'pull' })
  setTimeout(() => controller.abort(reason), deadlineMs).unref()
  return { task: { signal: controller.signal, progress: () => {} }, cancel: () => controller.abort(reason), reason }
}
