// @ts-check
import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

/**
 * @typedef {object} CommandResult
 * @property {number} code exit code; 127 when the program is not there, 124 when the time limit ended it
 * @property {string} stdout
 * @property {string} stderr
 *
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeoutMs] none when absent
 * @property {'capture' | 'show'} [output] `show` lets the program write to our stderr
 */

/**
 * Runs a program to its end. Never throws: the exit code is the answer.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 * @returns {Promise<CommandResult>}
 */
export function runCommand(program, args, options = {}) {
  const { promise, resolve } = withResolvers()
  const sink = options.output === 'show' ? 2 : 'pipe'
  const child = spawn(program, [...args], { cwd: options.cwd, env: options.env, stdio: ['ignore', sink, sink] })
  let stdout = ''
  let stderr = ''
  let hasTimedOut = false
  child.stdout?.setEncoding('utf8').on('data', (chunk) => (stdout += chunk))
  child.stderr?.setEncoding('utf8').on('data', (chunk) => (stderr += chunk))
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          hasTimedOut = true
          child.kill('SIGKILL')
        }, options.timeoutMs)
  child.once('error', (error) => {
    clearTimeout(timer)
    resolve({ code: 127, stdout, stderr: `${stderr}${error.message}` })
  })
  child.once('close', (code) => {
    clearTimeout(timer)
    resolve({ code: hasTimedOut ? 124 : (code ?? 128), stdout, stderr })
  })
  return promise
}

/**
 * The same, for steps that must succeed.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {CommandOptions} [options]
 */
export async function mustRun(program, args, options = {}) {
  const result = await runCommand(program, args, options)
  if (result.code === 0) return result
  const detail = lastLines(result.stderr || result.stdout, 5)
  throw new Error(`\`${[program, ...args].join(' ')}\` ended with ${result.code}${detail ? `: ${detail}` : ''}`)
}

/**
 * Starts a program that outlives us, in a session of its own, its output going to a file.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ logFile: string, env?: NodeJS.ProcessEnv, cwd?: string }} options
 * @returns {number} its process id
 */
export function startDaemon(program, args, options) {
  const log = openSync(options.logFile, 'a')
  try {
    const child = spawn(program, [...args], { detached: true, stdio: ['ignore', log, log], env: options.env, cwd: options.cwd })
    child.once('error', () => {}) // seen by whoever waits for the daemon to answer
    child.unref()
    return child.pid ?? 0
  } finally {
    closeSync(log)
  }
}

/** @param {string} text @param {number} count */
export function lastLines(text, count) {
  return text.trim().split('\n').slice(-count).join('\n')
}

/** Promise.withResolvers, which Node 20 does not have. */
function withResolvers() {
  /** @type {(value: CommandResult) => void} */
  let resolve = () => {}
  /** @type {Promise<CommandResult>} */
  const promise = new Promise((settle) => (resolve = settle))
  return { promise, resolve }
}
