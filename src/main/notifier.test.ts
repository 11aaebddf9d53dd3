import { expect, test } from 'vitest'
import type { ActivityEntry } from '#contract/activity'
import { AppError } from '#contract/errors'
import { createI18n, createTranslate } from '#locales/index'
import { Notifier } from './notifier'

/** A system that shows notices, and a moment that passes when it is told to. */
function createDesktop() {
  const shown: string[] = []
  const waiting: Array<() => void> = []
  const notifier = new Notifier({
    clock: { sleep: () => new Promise((resolve) => waiting.push(resolve)) },
    translate: createTranslate(createI18n('en')),
    show: ({ title, body }) => {
      const text = `${title} | ${body}`
      shown.push(text)
      return () => void shown.splice(shown.indexOf(text), 1)
    }
  })
  const pass = async (): Promise<void> => {
    for (const resolve of waiting.splice(0)) resolve()
    await new Promise(setImmediate)
  }
  return { notifier, shown, pass }
}

const error = new AppError('DISK_FULL', { path: '/tmp' }).toData()
const failedUpload = (subject: string): ActivityEntry => ({ id: subject, at: '2026-01-31T10:00:00.000Z', durationMs: 400, actor: 'window', action: 'files.upload', subject, outcome: 'failed', error })

test('transfers that fail together are one notification, with how many and why', async () => {
  const { notifier, shown, pass } = createDesktop()
  for (let count = 0; count < 10; count += 1) notifier.tellWork(failedUpload(count % 2 === 0 ? 'web' : 'api'), 'failed')
  expect(shown).toEqual([])
  await pass()
  expect(shown).toHaveLength(1)
  expect(shown[0]).toMatch(/^web, api \| .* failed 10 times: .+/)
})

test('what fails later takes the place of what was told, until somebody looked', async () => {
  const { notifier, shown, pass } = createDesktop()
  for (const subject of ['web', 'api']) {
    notifier.tellWork(failedUpload(subject), 'failed')
    await pass()
  }
  expect(shown).toHaveLength(1)
  expect(shown[0]).toContain('failed 2 times')
  notifier.look()
  notifier.tellWork(failedUpload('db'), 'failed')
  await pass()
  expect(shown).toHaveLength(2)
  expect(shown[1]).toMatch(/^db \| .* failed: /)
})

test('different work is told apart', async () => {
  const { notifier, shown, pass } = createDesktop()
  notifier.tellWork(failedUpload('web'), 'failed')
  notifier.tellWork({ ...failedUpload('web'), action: 'files.download' }, 'failed')
  await pass()
  expect(shown).toHaveLength(2)
})

test('terminals that call within a moment are told together, without one that was looked at or ended with its sandbox', async () => {
  const { notifier, shown, pass } = createDesktop()
  const call = { sandboxId: 's', kind: 'waiting', text: 'yes or no?' } as const
  notifier.tellCall({ ...call, id: 't1', name: 'web' }, () => true)
  notifier.tellCall({ ...call, id: 't2', name: 'api' }, () => false)
  expect(shown).toEqual([])
  await pass()
  expect(shown).toEqual(['web | A terminal waits for you: yes or no?'])
})
