import { expect, test } from 'vitest'
import { summarizePlaywright } from './playwright-summary.mjs'

/** @param {import('./playwright-summary.mjs').ReportTest['status']} status @param {string} [description] */
function spec(status, description) {
  return { title: `is ${status}`, tests: [{ status, annotations: description ? [{ type: 'skip', description }] : [] }] }
}

test('tests are counted at every depth, and one that passed when repeated is named', () => {
  const inner = { title: 'inner', specs: [spec('unexpected'), spec('flaky')] }
  const summary = summarizePlaywright({ suites: [{ title: 'a.spec.ts', specs: [spec('expected')], suites: [inner] }] })
  expect(summary).toMatchObject({ passed: 2, failed: 1, unstable: ['a.spec.ts > inner > is flaky'], skipped: [], problems: [] })
})

test('a skipped test brings its reason, or says that it has none', () => {
  const summary = summarizePlaywright({ suites: [{ title: 'a', specs: [spec('skipped', 'no Docker'), spec('skipped')] }] })
  expect(summary.skipped).toEqual([
    { title: 'a > is skipped', reason: 'no Docker' },
    { title: 'a > is skipped', reason: expect.stringContaining('no reason') }
  ])
})

test('an error outside any test is a problem', () => {
  expect(summarizePlaywright({ suites: [], errors: [{ message: 'no such file\nat x' }] }).problems).toEqual(['no such file'])
})
