import { describe, expect, it } from 'vitest'
import type { ImagePower } from '#core/ports'
import { codeOf, newTask, type Lab } from './lab'

export function describeImages(lab: Lab): void {
  describe('images', () => {
    const images = (): ImagePower => lab.engine.images ?? fail()

    it('that are local are taken without asking a registry', async ({ skip }) => {
      skip(!lab.engine.images, 'this engine has no images')
      const before = performance.now()
      const image = await images().ensure(lab.fixture.image, newTask())
      expect(performance.now() - before).toBeLessThan(2_000)
      expect(image.id).not.toBe('')
      expect(image.sizeBytes).toBeGreaterThan(0)
      const listed = (await images().list(newTask())).find(({ id }) => id === image.id)
      expect(listed?.references.some((reference) => reference.endsWith(lab.fixture.image))).toBe(true)
    })

    it('are told with what is made of them, and are just those that the engine took', async ({ skip }) => {
      skip(!lab.engine.images, 'this engine has no images')
      const image = await images().ensure(lab.fixture.image, newTask())
      const made = await lab.create()
      expect(image.id).toMatch(/^sha256:[0-9a-f]{64}$/)
      expect(made.imageId).toBe(image.id)
      expect((await lab.engine.inspect(made, newTask()))?.imageId).toBe(image.id)
      expect((await lab.engine.list(newTask())).find(({ objectId }) => objectId === made.objectId)?.imageId).toBe(image.id)
      for (const digest of image.repoDigests ?? []) expect(digest).toMatch(/^[^@]+@sha256:[0-9a-f]{64}$/)
    })

    it('that nobody has are an error, and leave nothing', async ({ skip }) => {
      skip(!lab.engine.images, 'this engine has no images')
      const reference = 'agentkernel-test/absent:1'
      expect(['IMAGE_NOT_FOUND', 'IMAGE_PULL_FAILED', 'IMAGE_ACCESS_DENIED']).toContain(await codeOf(images().ensure(reference, newTask())))
      expect((await images().list(newTask())).flatMap(({ references }) => references).join(' ')).not.toContain('absent')
      expect(await codeOf(images().remove(reference, { force: false }, newTask()))).toBe('IMAGE_NOT_FOUND')
    })

    it('that a sandbox is made of are not removed', async ({ skip }) => {
      skip(!lab.engine.images, 'this engine has no images')
      await lab.start()
      expect(await codeOf(images().remove(lab.fixture.image, { force: false }, newTask()))).toBe('IMAGE_IN_USE')
      expect(await images().ensure(lab.fixture.image, newTask())).toMatchObject({ references: expect.anything() })
    })
  })
}

function fail(): never {
  throw new Error('this engine has no images')
}
