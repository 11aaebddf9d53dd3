// @ts-check
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { findDaemon, rememberDaemon, stopDaemon } from './daemons.mjs'
import { names, runFolder } from './env.mjs'
import { runCommand } from './run-command.mjs'

/**
 * A display for windows: the person's own, or an Xvfb of ours. Only Linux needs one named.
 * @returns {Promise<{ display: string | undefined, isOurs: boolean } | { reason: string }>}
 */
export async function provideDisplay() {
  if (process.platform !== 'linux') return { display: undefined, isOurs: false }
  const present = process.env[names.display]
  if (present && isAlive(present)) return { display: present, isOurs: false }
  const numberFile = path.join(runFolder(), 'display')
  if (findDaemon('xvfb') !== undefined) return { display: `:${readFileSync(numberFile, 'utf8').trim()}`, isOurs: false }
  if ((await runCommand('which', ['Xvfb'])).code !== 0) return { reason: 'there is no display and Xvfb is not installed' }
  return startXvfb(numberFile)
}

/** A local display's socket may be gone: one of an earlier rig, say. Others are taken at their word. @param {string} display */
function isAlive(display) {
  const number = /^:(\d+)/.exec(display)?.[1]
  return number === undefined || existsSync(`/tmp/.X11-unix/X${number}`)
}

export async function stopDisplay() {
  return stopDaemon('xvfb')
}

/** Xvfb picks a free number itself and writes it to the descriptor it is given. @param {string} numberFile */
async function startXvfb(numberFile) {
  const sink = openSync(numberFile, 'w')
  const args = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset']
  const child = spawn('Xvfb', args, { detached: true, stdio: ['ignore', 'ignore', 'ignore', sink] })
  child.unref()
  closeSync(sink)
  rememberDaemon('xvfb', child.pid ?? 0)
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 100) {
    const number = readFileSync(numberFile, 'utf8').trim()
    if (number) return { display: `:${number}`, isOurs: true }
    await delay(100)
  }
  await stopDaemon('xvfb')
  return { reason: 'Xvfb did not start within ten seconds' }
}
