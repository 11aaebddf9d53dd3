import { expect, test } from 'vitest'
import type { ActivityEntry } from '#contract/activity'
import { AppError } from '#contract/errors'
import { createI18n, createTranslate } from '#locales/index'
import type { Ending } from './endings'
import { toCallNotices, toNotices, toWorkNotice, type Call } from './notices'

const translate = createTranslate(createI18n('en'))
const ending = (name: string, kind: Ending['kind']): Ending => ({ kind, id: `id-${name}`, name })

test('tells each by its name, what is worst first, and leads to it', () => {
  expect(toNotices([ending('a', 'ended'), ending('b', 'failed')], translate)).toEqual([
    { title: 'b', body: 'b failed', request: { command: 'open-sandbox', sandbox: 'id-b' } },
    { title: 'a', body: 'a ended by itself', request: { command: 'open-sandbox', sandbox: 'id-a' } }
  ])
})

test('makes one of many', () => {
  const many = ['a', 'b', 'c', 'd'].map((name) => ending(name, 'lost'))
  expect(toNotices(many, translate)).toEqual([{ title: '4 sandboxes ended or failed', body: 'a, b, c, d', request: { command: 'show-sandboxes' } }])
})

test('work that ended is told with what it was, and leads to what it made', () => {
  const entry: ActivityEntry = { id: 'e', at: '2026-01-31T10:00:00.000Z', durationMs: 60_000, actor: 'window', action: 'sandboxes.create', subject: 'web', sandboxId: 'id-web', outcome: 'done' }
  expect(toWorkNotice([entry], 'done', translate)).toEqual({ title: 'web', body: 'Create sandbox: done', request: { command: 'open-sandbox', sandbox: 'id-web' } })
})

test('work that failed is told with why, and leads to the whole story', () => {
  const error = new AppError('IMAGE_NOT_FOUND', { image: 'nothing:1' }).toData()
  const entry: ActivityEntry = { id: 'e', at: '2026-01-31T10:00:00.000Z', durationMs: 400, actor: 'window', action: 'images.pull', subject: 'nothing:1', outcome: 'failed', error }
  const { title, body, request } = toWorkNotice([entry], 'failed', translate)
  expect({ title, request }).toEqual({ title: 'nothing:1', request: { command: 'show-activity' } })
  expect(body).toMatch(/^Pull image failed: .*nothing:1/)
})

test('terminals that call are told with what they said, and lead there; many are one', () => {
  const call = (name: string, patch: Partial<Call> = {}): Call => ({ id: `t-${name}`, sandboxId: `id-${name}`, name, kind: 'waiting', text: '', ...patch })
  expect(toCallNotices([call('a', { text: 'may I?' }), call('b', { kind: 'finished' })], translate)).toEqual([
    { title: 'a', body: 'A terminal waits for you: may I?', request: { command: 'show-terminal', terminal: 't-a' } },
    { title: 'b', body: 'A terminal’s program has ended', request: { command: 'show-terminal', terminal: 't-b' } }
  ])
  expect(toCallNotices(['a', 'b', 'c', 'd'].map((name) => call(name)), translate)).toEqual([{ title: '4 terminals wait for you', body: 'a, b, c, d', request: { command: 'show-sandboxes' } }])
})
