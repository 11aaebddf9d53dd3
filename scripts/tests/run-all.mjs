// @ts-check
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { canInstallPackages } from '../rig/apt.mjs'
import { names } from '../rig/env.mjs'
import { say, warn } from '../rig/say.mjs'
import { bringUp } from '../rig/up.mjs'
import { runSuite } from './run-suite.mjs'
import { suites } from './suites.mjs'
import { addSummaries, createSummary, explainSkips, isGood, toClosingLine } from './summary.mjs'

/**
 * @typedef {import('./summary.mjs').Summary} Summary
 * @typedef {import('./suites.mjs').Suite} Suite
 * @typedef {import('../rig/up.mjs').Rig} Rig
 */

/**
 * @param {{ only: readonly string[] | undefined, mayUseRig: boolean }} options
 * @returns {Promise<number>} exit code
 */
export async function runAll({ only, mayUseRig }) {
  const unknown = only?.filter((name) => !suites.some((suite) => suite.name === name)) ?? []
  if (unknown.length > 0) {
    warn(`there is no suite ${unknown.join(', ')}; there are ${suites.map(({ name }) => name).join(', ')}`)
    return 2
  }
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const chosen = suites.filter(({ name }) => only?.includes(name) ?? true)
  const summary = await runEach(chosen, mayUseRig, interruption.signal)
  for (const line of explainSkips(summary)) warn(line)
  for (const title of summary.unstable) warn(`unstable: ${title}: failed, and passed when repeated`)
  for (const problem of summary.problems) warn(`failed: ${problem}`)
  if (interruption.signal.aborted) warn('interrupted: not every suite ran to its end')
  process.stdout.write(`${toClosingLine(summary)}\n`)
  if (interruption.signal.aborted) return 130
  return isGood(summary) ? 0 : 1
}

/** @param {readonly Suite[]} chosen @param {boolean} mayUseRig @param {AbortSignal} signal */
async function runEach(chosen, mayUseRig, signal) {
  const home = mkdtempSync(path.join(tmpdir(), 'agentkernel-home-'))
  const results = []
  /** @type {Rig | undefined} */
  let rig
  try {
    for (const suite of chosen) {
      if (signal.aborted) break
      if (suite.needs !== 'nothing' && mayUseRig && rig === undefined) {
        rig = await bringUp({ needsWindow: chosen.some(({ needs }) => needs === 'window') })
        results.push(judgeRig(rig))
      }
      results.push(await runNamed(suite, { ...process.env, ...rig?.env, AGENTKERNEL_HOME: home }, signal))
    }
  } finally {
    await rig?.takeDown()
    rmSync(home, { recursive: true, force: true })
  }
  return addSummaries(results)
}

/** @param {Suite} suite @param {NodeJS.ProcessEnv} env @param {AbortSignal} signal */
async function runNamed(suite, env, signal) {
  if (suite.needs === 'window' && !env[names.electron]) {
    return createSummary({ skipped: [{ title: 'the window suite', reason: `there is no Electron to run (${names.electron} is not set)` }] })
  }
  say(`${suite.name} ...`)
  const startedAt = Date.now()
  const summary = await runSuite(suite, env, signal)
  say(`${suite.name}: ${toClosingLine(summary)} (${Math.round((Date.now() - startedAt) / 1000)} s)`)
  return summary
}

/**
 * Where the rig may install what it needs, something missing is a fault of the run: skipping would hide it. Elsewhere it is how the
 * machine is, and the tests that need it say that they were skipped.
 * @param {Rig} rig
 */
function judgeRig({ env, missing }) {
  for (const sentence of missing) warn(`not there: ${sentence}`)
  const engines = [names.docker, names.podman, names.podmanRootless].filter((name) => env[name])
  say(`engines: ${engines.length > 0 ? engines.join(', ') : 'none'}; window: ${env[names.electronKind] ?? 'not run'}`)
  return createSummary({ problems: canInstallPackages() ? missing.map((sentence) => `the rig: ${sentence}`) : [] })
}
