// @ts-check
import { createSummary } from './summary.mjs'

/**
 * The parts of Playwright's JSON report that are read here.
 * @typedef {{ status: 'expected' | 'unexpected' | 'flaky' | 'skipped', annotations: { type: string, description?: string }[] }} ReportTest
 * @typedef {{ title: string, specs?: { title: string, tests: ReportTest[] }[], suites?: ReportSuite[] }} ReportSuite
 * @typedef {{ suites: ReportSuite[], errors?: { message?: string }[] }} Report
 */

/** @param {Report} report */
export function summarizePlaywright(report) {
  const tests = report.suites.flatMap((suite) => flatten(suite, []))
  return createSummary({
    passed: tests.filter(({ test }) => test.status === 'expected' || test.status === 'flaky').length,
    failed: tests.filter(({ test }) => test.status === 'unexpected').length,
    unstable: tests.filter(({ test }) => test.status === 'flaky').map(({ title }) => title),
    skipped: tests.filter(({ test }) => test.status === 'skipped').map(({ title, test }) => ({ title, reason: reasonOf(test) })),
    problems: (report.errors ?? []).map(({ message }) => message?.split('\n')[0] ?? 'an error without a message')
  })
}

/** @param {ReportSuite} suite @param {readonly string[]} parents @returns {{ title: string, test: ReportTest }[]} */
function flatten(suite, parents) {
  const names = [...parents, suite.title]
  const own = (suite.specs ?? []).flatMap(({ title, tests }) => tests.map((test) => ({ title: [...names, title].join(' > '), test })))
  return [...own, ...(suite.suites ?? []).flatMap((child) => flatten(child, names))]
}

/** @param {ReportTest} test */
function reasonOf({ annotations }) {
  const said = annotations.find(({ type, description }) => (type === 'skip' || type === 'fixme') && description)
  return said?.description ?? 'the test gives no reason (or a test before it in the same sequence failed)'
}
