import { expect, test } from 'vitest'
import { createI18n, createTranslate } from '#locales/index'
import type { Ending } from './endings'
import { toNotices } from './notices'

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
