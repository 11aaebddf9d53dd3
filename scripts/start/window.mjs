// @ts-check
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { provideOwnElectron } from '../rig/electron-own.mjs'
import { projectFolder } from '../rig/project.mjs'
import { say, warn } from '../rig/say.mjs'
import { chooseSandbox } from './chromium-sandbox.mjs'

const graceMs = 10_000

/**
 * Opens the window and waits until it is closed.
 * @returns {Promise<{ code: number } | { reason: string }>} `reason`: why it could not be opened, and the ways out, in one sentence
 */
export async function openWindow() {
  if (lacksDisplay(process.env, process.platform)) {
    return { reason: 'The window needs a display and neither DISPLAY nor WAYLAND_DISPLAY is set: run npm start in a desktop session, with ssh -X, or under xvfb-run.' }
  }
  const electron = await provideOwnElectron(say)
  if ('reason' in electron) return { reason: `The window cannot open, because ${electron.reason}: ${electron.waysOut}.` }
  const sandbox = chooseSandbox(electron.executable)
  if (sandbox.sentence) warn(sandbox.sentence)
  say(`opening the window (${electron.kind}: ${electron.executable})`)
  return await runUntilClosed(electron.executable, [...sandbox.switches, projectFolder])
}

/** @param {NodeJS.ProcessEnv} env @param {NodeJS.Platform} platform */
function lacksDisplay(env, platform) {
  return platform === 'linux' && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']
}

/** @param {string | number} end an exit code other than 0, a signal, or why it could not be started at all */
function explainEnd(end) {
  if (end === 127) return 'Electron could not start because system libraries are missing: on Debian and Ubuntu, apt-get install libgtk-3-0 libnss3 libasound2 libgbm1.'
  return `The application did not run to its end (${typeof end === 'number' ? `exit code ${end}` : end}): what it said stands above, and its log is in the data directory.`
}

/**
 * Ctrl-C reaches Electron as well, which then closes by itself; what does not is ended.
 * @param {string} executable
 * @param {readonly string[]} args
 * @returns {Promise<{ code: number } | { reason: string }>}
 */
export function runUntilClosed(executable, args) {
  const { ELECTRON_RUN_AS_NODE: _not, ...env } = process.env
  const child = spawn(executable, [...args], { stdio: 'inherit', env })
  /** @type {NodeJS.Signals | undefined} */
  let asked
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  const pass = (/** @type {NodeJS.Signals} */ signal) => {
    asked = signal
    child.kill(signal)
    timer ??= setTimeout(() => child.kill('SIGKILL'), graceMs)
  }
  process.on('SIGINT', pass).on('SIGTERM', pass)
  return new Promise((resolve) => {
    const settle = (/** @type {string | number} */ end) => {
      clearTimeout(timer)
      process.off('SIGINT', pass).off('SIGTERM', pass)
      if (asked !== undefined) return resolve({ code: 128 + constants.signals[asked] })
      resolve(end === 0 ? { code: 0 } : { reason: explainEnd(end) })
    }
    child.once('error', ({ message }) => settle(message))
    child.once('exit', (code, signal) => settle(code ?? signal ?? 'SIGKILL'))
  })
}
