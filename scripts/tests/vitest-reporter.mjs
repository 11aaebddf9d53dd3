// @ts-check
// A Vitest reporter: its JSON reporter leaves out why a test was skipped. Named with --reporter; writes to AGENTKERNEL_TEST_SUMMARY.
import { writeFileSync } from 'node:fs'
import { createSummary } from './summary.mjs'

/** @typedef {import('vitest/reporters').Reporter} Reporter @implements {Reporter} */
export default class SummaryReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly { message?: string }[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    const target = process.env['AGENTKERNEL_TEST_SUMMARY']
    if (target) writeFileSync(target, JSON.stringify(summarize(modules, unhandledErrors)))
  }
}

/**
 * @param {readonly import('vitest/node').TestModule[]} modules
 * @param {readonly { message?: string }[]} unhandledErrors
 */
function summarize(modules, unhandledErrors) {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const inState = (/** @type {string} */ state) => tests.filter((test) => test.result().state === state)
  const brokenModules = modules.flatMap((module) => module.errors().map(({ message }) => `${module.relativeModuleId}: ${firstLine(message)}`))
  const brokenSuites = modules.flatMap((module) =>
    [...module.children.allSuites()].flatMap((suite) => suite.errors().map(({ message }) => `${suite.fullName}: ${firstLine(message)}`))
  )
  const unfinished = inState('pending').map((test) => `${test.fullName}: it was not finished`)
  return createSummary({
    passed: inState('passed').length,
    failed: inState('failed').length,
    unstable: tests.filter((test) => test.diagnostic()?.flaky).map((test) => `${test.module.relativeModuleId} > ${test.fullName}`),
    skipped: inState('skipped').map((test) => ({ title: `${test.module.relativeModuleId} > ${test.fullName}`, reason: reasonOf(test) })),
    problems: [...brokenModules, ...brokenSuites, ...unfinished, ...unhandledErrors.map(({ message }) => firstLine(message))]
  })
}

/** @param {import('vitest/node').TestCase} test */
function reasonOf(test) {
  const result = test.result()
  if (result.state === 'skipped' && result.note) return result.note
  return test.options.mode === 'todo' ? 'not written yet' : `the test gives no reason (${test.module.relativeModuleId})`
}

/** @param {string | undefined} message */
function firstLine(message) {
  return message?.split('\n')[0] ?? 'an error without a message'
}
