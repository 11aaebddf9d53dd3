import { expect, it } from 'vitest'
import { dateFormat, numberFormat, relativeTimeFormat } from './formatters'

it('makes a formatter once for a language and its options, and another one for others', () => {
  const percent = numberFormat('en', { style: 'percent' })
  expect(numberFormat('en', { style: 'percent' })).toBe(percent)
  expect(percent.format(0.5)).toBe('50%')
  expect(numberFormat('de', { style: 'percent' }).format(0.5)).toBe('50\u00a0%')
  expect(numberFormat('en', {}).format(1234)).toBe('1,234')
  expect(dateFormat('en', { year: 'numeric' }).format(new Date('2026-05-05T12:00:00Z'))).toBe('2026')
  expect(relativeTimeFormat('en', { numeric: 'auto' }).format(-1, 'day')).toBe('yesterday')
})
