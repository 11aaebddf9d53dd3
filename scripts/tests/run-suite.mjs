// @ts-check
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { projectFolder } from '../rig/project.mjs'
import { summarizePlaywright } from './playwright-summary.mjs'
import { addSummaries, createSummary } from './summary.mjs'

/**
 * @typedef {import('./summary.mjs').Summary} Summary
 * @typedef {import('./suites.mjs').Suite} Suite
 */

/**
 * Runs one suite to its end, its output going to stderr as it comes.
 * @param {Suite} suite
 * @param {NodeJS.ProcessEnv} env
 * @param {AbortSignal} signal ends it at once
 * @returns {Promise<Summary>}
 */
export async function runSuite(suite, env, signal) {
  if (suite.runner === 'npm') return runScripts(suite, env, signal)
  const folder = mkdtempSync(path.join(tmpdir(), 'agentkernel-summary-'))
  try {
    const file = path.join(folder, 'summary.json')
    const { args, variables, read } = suite.runner === 'vitest' ? vitest(suite, file) : playwright(suite, file)
    const ended = await runInGroup(process.execPath, args, { ...env, ...variables }, suite.limitMs, signal)
    return judge(suite, readSummary(file, read), ended)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** All at once: none needs another, and most keep one processor busy. @param {Suite} suite @param {NodeJS.ProcessEnv} env @param {AbortSignal} signal */
async function runScripts(suite, env, signal) {
  const runOne = async (/** @type {string} */ script) => {
    const ended = await runInGroup('npm', ['run', '--silent', script], env, suite.limitMs, signal)
    return ended.code === 0 ? createSummary({ passed: 1 }) : createSummary({ problems: [`npm run ${script}: ${describeEnd(ended)}`] })
  }
  return addSummaries(await Promise.all(suite.targets.map(runOne)))
}

/** @param {Suite} suite @param {string} file */
function vitest(suite, file) {
  const reporters = ['--reporter=default', `--reporter=${path.join(projectFolder, 'scripts', 'tests', 'vitest-reporter.mjs')}`]
  const projects = suite.targets.flatMap((name) => ['--project', name])
  const args = [path.join(projectFolder, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...projects, ...reporters]
  return { args, variables: { AGENTKERNEL_TEST_SUMMARY: file }, read: (/** @type {Summary} */ summary) => summary }
}

/** @param {Suite} suite @param {string} file */
function playwright(suite, file) {
  const cli = path.join(projectFolder, 'node_modules', '@playwright', 'test', 'cli.js')
  const args = [cli, 'test', '--config', ...suite.targets, '--reporter=list,json']
  return { args, variables: { PLAYWRIGHT_JSON_OUTPUT_FILE: file }, read: summarizePlaywright }
}

/** @param {string} file @param {(report: any) => Summary} read @returns {Summary | undefined} */
function readSummary(file, read) {
  try {
    return read(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

/** A runner may fail without a failed test, and may run none: both are failures. @param {Suite} suite @param {Summary | undefined} summary @param {Ended} ended */
function judge(suite, summary, ended) {
  if (summary === undefined) return createSummary({ problems: [`${suite.name}: the suite did not run to its end (${describeEnd(ended)})`] })
  const { passed, failed, skipped, problems } = summary
  if (passed + failed + skipped.length + problems.length === 0) return createSummary({ problems: [`${suite.name}: the suite ran no test`] })
  const hasSaidWhy = ended.code === 0 || failed + problems.length > 0
  return hasSaidWhy ? summary : { ...summary, problems: [`${suite.name}: ${describeEnd(ended)}`] }
}

/**
 * @typedef {{ code: number, limitMs?: number }} Ended
 * @param {Ended} ended
 */
function describeEnd({ code, limitMs }) {
  return limitMs === undefined ? `exit code ${code}` : `ended after its time limit of ${limitMs / 60_000} minutes`
}

/**
 * In a process group of its own, so that a time limit or Ctrl-C ends the runner's own children too.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @param {number} limitMs
 * @param {AbortSignal} signal
 * @returns {Promise<Ended>}
 */
function runInGroup(program, args, env, limitMs, signal) {
  return new Promise((resolve) => {
    let hasTimedOut = false
    const hasGroups = process.platform !== 'win32'
    const child = spawn(program, [...args], { cwd: projectFolder, env, stdio: ['ignore', 2, 2], detached: hasGroups, shell: !hasGroups })
    const end = () => {
      if (child.pid === undefined || child.exitCode !== null) return
      if (hasGroups) process.kill(-child.pid, 'SIGKILL')
      else child.kill()
    }
    const timer = setTimeout(() => {
      hasTimedOut = true
      end()
    }, limitMs)
    signal.addEventListener('abort', end, { once: true })
    const settle = (/** @type {number} */ code) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve(hasTimedOut ? { code, limitMs } : { code })
    }
    child.once('error', () => settle(127))
    child.once('exit', (code) => settle(code ?? 128))
  })
}
