// @ts-check

/**
 * What a suite did. A problem is a sentence about what kept it from doing its work; each one counts as a failure.
 * @typedef {object} Summary
 * @property {number} passed
 * @property {number} failed
 * @property {{ title: string, reason: string }[]} skipped
 * @property {string[]} unstable titles of tests, counted as passed, that failed first and passed when repeated
 * @property {string[]} problems
 */

/** @param {Partial<Summary>} [parts] @returns {Summary} */
export function createSummary(parts = {}) {
  return { passed: 0, failed: 0, skipped: [], unstable: [], problems: [], ...parts }
}

/** @param {readonly Summary[]} summaries */
export function addSummaries(summaries) {
  return createSummary({
    passed: sum(summaries.map(({ passed }) => passed)),
    failed: sum(summaries.map(({ failed }) => failed)),
    skipped: summaries.flatMap(({ skipped }) => skipped),
    unstable: summaries.flatMap(({ unstable }) => unstable),
    problems: summaries.flatMap(({ problems }) => problems)
  })
}

/** The last line of `npm test`. @param {Summary} summary */
export function toClosingLine({ passed, failed, skipped, problems }) {
  return `${passed} passed, ${failed + problems.length} failed, ${skipped.length} skipped`
}

/** Whether everything ran and nothing failed; a run without a single test proves nothing. @param {Summary} summary */
export function isGood({ passed, failed, problems }) {
  return failed === 0 && problems.length === 0 && passed > 0
}

/** One line per reason, with a name where it is about one test only. @param {Summary} summary */
export function explainSkips({ skipped }) {
  /** @type {Map<string, string[]>} */
  const titlesByReason = new Map()
  for (const { title, reason } of skipped) titlesByReason.set(reason, [...(titlesByReason.get(reason) ?? []), title])
  return [...titlesByReason].map(([reason, titles]) => `skipped ${titles.length === 1 ? titles[0] : `${titles.length} tests`}: ${reason}`)
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}
