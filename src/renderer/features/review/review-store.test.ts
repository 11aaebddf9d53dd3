import { expect, it } from 'vitest'
import { choose, forgetChoices, isChosen, useReviewStore } from './review-store'

const choices = () => useReviewStore.getState().choices['s'] ?? {}

it('proposes what nothing speaks against, and keeps what was decided until it was brought back', () => {
  const [plain, flagged] = [{ path: 'a', flags: [] }, { path: 'b', flags: ['git' as const] }]
  expect([plain, flagged].map((file) => isChosen(file, choices()))).toEqual([true, false])
  choose('s', 'a', false)
  choose('s', 'b', true)
  expect([plain, flagged].map((file) => isChosen(file, choices()))).toEqual([false, true])
  forgetChoices('s')
  expect([plain, flagged].map((file) => isChosen(file, choices()))).toEqual([true, false])
})

it('never takes what cannot be brought back', () => {
  expect(isChosen({ path: 'link', flags: [], barrier: 'link' }, { link: true })).toBe(false)
})
