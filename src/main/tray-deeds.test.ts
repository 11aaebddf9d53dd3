import { expect, test } from 'vitest'
import type { ErrorData } from '#contract/errors'
import { createTestApp } from '#core/testing/create-test-app'
import { doTrayAction, type TrayDeeds } from './tray-deeds'

async function createDeeds(answer = true) {
  const { app } = createTestApp()
  for (const name of ['a', 'b']) {
    await app.sandboxes.create({ name })
    await app.sandboxes.start({ sandbox: name })
  }
  const told: ErrorData[] = []
  const asked: string[] = []
  const nothing = (): void => undefined
  const deeds: TrayDeeds = {
    product: () => ({ sandboxes: app.sandboxes, openFolder: async () => ({}) }),
    show: nothing,
    askWindow: ({ command, sandbox }) => asked.push(`${command} ${sandbox}`),
    confirmStop: async (names) => {
      asked.push(names.join())
      return answer
    },
    tell: (error) => told.push(error),
    quit: nothing
  }
  const statuses = async (): Promise<string[]> => (await app.sandboxes.list({})).sandboxes.map(({ status }) => status)
  return { app, deeds, told, asked, statuses }
}

test('starts and stops, and the activity names the tray', async () => {
  const { app, deeds, statuses } = await createDeeds()
  await doTrayAction({ does: 'stop', sandbox: 'a' }, deeds)
  expect(await statuses()).toEqual(['stopped', 'running'])
  await expect.poll(async () => (await app.activity.list({})).entries.some(({ action, actor }) => action === 'sandboxes.stop' && actor === 'tray')).toBe(true)
})

test('stops all that run after a yes only', async () => {
  const refused = await createDeeds(false)
  await doTrayAction({ does: 'stop-all' }, refused.deeds)
  expect(refused.asked).toEqual(['a,b'])
  expect(await refused.statuses()).toEqual(['running', 'running'])
  const agreed = await createDeeds()
  await doTrayAction({ does: 'stop-all' }, agreed.deeds)
  expect(await agreed.statuses()).toEqual(['stopped', 'stopped'])
})

test('tells what failed', async () => {
  const { deeds, told } = await createDeeds()
  await doTrayAction({ does: 'start', sandbox: 'nobody' }, deeds)
  expect(told.map(({ code }) => code)).toEqual(['SANDBOX_NOT_FOUND'])
})

test('leaves to the window what needs eyes', async () => {
  const { deeds, asked } = await createDeeds()
  await doTrayAction({ does: 'ask-window', request: { command: 'remove-sandbox', sandbox: 'x' } }, deeds)
  expect(asked).toEqual(['remove-sandbox x'])
})
