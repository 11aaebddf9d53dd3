import { expect, it } from 'vitest'
import { formatDuration } from './format'

it.each([
  [340, 'en', '340 ms'],
  [1250, 'en', '1.3 sec'],
  [59_949, 'en', '59.9 sec'],
  [59_950, 'en', '1 min'],
  [725_000, 'en', '12 min 5 sec'],
  [725_000, 'de', '12 Min. 5 Sek.'],
  [7_800_000, 'en', '2 hr 10 min'],
  [3_599_600, 'en', '1 hr']
])('writes %i ms in %s as %s', (ms, locale, expected) => {
  expect(formatDuration(ms, locale).replaceAll('\u00a0', ' ')).toBe(expected)
})
