import { expect, test } from 'vitest'
import type { ErrorData } from '#contract/errors'
import { createTestApp } from '#core/testing/create-test-app'
import { createLinkFollower } from './follow-link'

async function createFollower(answer: boolean | Promise<boolean>) {
  const { app } = createTestApp()
  const web = await app.sandboxes.create({ name: 'web' })
  const asked: (string | null)[] = []
  const opened: (string | null)[] = []
  const told: ErrorData[] = []
  const follow = createLinkFollower({
    product: async () => app,
    ask: async ({ name }) => {
      asked.push(name)
      return answer
    },
    open: (id) => opened.push(id),
    tell: (error) => told.push(error)
  })
  return { app, web, follow, asked, opened, told }
}

test('opens a sandbox by its name after a yes', async () => {
  const { follow, web, asked, opened } = await createFollower(true)
  await follow({ name: 'web' })
  await follow({ name: null })
  expect(asked).toEqual(['web', null])
  expect(opened).toEqual([web.id, null])
})

test('does nothing after a no', async () => {
  const { follow, opened, told } = await createFollower(false)
  await follow({ name: 'web' })
  expect([opened, told]).toEqual([[], []])
})

test('does not even ask when links are not wanted', async () => {
  const { app, follow, asked } = await createFollower(true)
  await app.settings.set({ links: false })
  await follow({ name: 'web' })
  expect(asked).toEqual([])
})

test('asks one question at a time: a page cannot bury the person in them', async () => {
  let say: (answer: boolean) => void = () => undefined
  const { follow, asked } = await createFollower(new Promise<boolean>((resolve) => (say = resolve)))
  const first = follow({ name: 'web' })
  await follow({ name: 'web' })
  say(false)
  await first
  expect(asked).toEqual(['web'])
})

test('tells the person of a sandbox that is not there', async () => {
  const { follow, told, opened } = await createFollower(true)
  await follow({ name: 'gone' })
  expect(told.map(({ code }) => code)).toEqual(['SANDBOX_NOT_FOUND'])
  expect(opened).toEqual([])
})
