import { describe, expect, test } from 'vitest'
import { addSummaries, createSummary, explainSkips, isGood, toClosingLine } from './summary.mjs'

describe('the closing line', () => {
  test('adds suites up and counts a problem as a failure', () => {
    const total = addSummaries([
      createSummary({ passed: 2, skipped: [{ title: 'a', reason: 'r' }] }),
      createSummary({ passed: 1, failed: 1, problems: ['the suite did not run'] })
    ])
    expect(toClosingLine(total)).toBe('3 passed, 2 failed, 1 skipped')
  })

  test('is not good when nothing ran, something failed or a suite did not run', () => {
    expect(isGood(createSummary())).toBe(false)
    expect(isGood(createSummary({ passed: 1, failed: 1 }))).toBe(false)
    expect(isGood(createSummary({ passed: 1, problems: ['x'] }))).toBe(false)
    expect(isGood(createSummary({ passed: 1, skipped: [{ title: 'a', reason: 'r' }] }))).toBe(true)
  })
})

test('skips of one reason share a line, a single one is named', () => {
  const skipped = [
    { title: 'a', reason: 'no Docker' },
    { title: 'b', reason: 'no Docker' },
    { title: 'c', reason: 'macOS only' }
  ]
  expect(explainSkips(createSummary({ skipped }))).toEqual(['skipped 2 tests: no Docker', 'skipped c: macOS only'])
})
