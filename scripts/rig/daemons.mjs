// @ts-check
// Which background processes are the rig's own. One file per process, with its start time: a process id alone may be somebody else's by now.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { runFolder } from './env.mjs'

/** @param {string} name @param {number} pid */
export function rememberDaemon(name, pid) {
  writeFileSync(recordOf(name), JSON.stringify({ pid, startedAt: startTimeOf(pid) }))
}

/** The process id, if the rig started it and it still runs. @param {string} name */
export function findDaemon(name) {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(recordOf(name), 'utf8'))
    process.kill(pid, 0)
    return startTimeOf(pid) === startedAt ? /** @type {number} */ (pid) : undefined
  } catch {
    return undefined
  }
}

/** Every daemon the rig has a note of, running or not. */
export function listDaemons() {
  return readdirSync(daemonFolder()).map((file) => path.basename(file, '.json'))
}

/**
 * Ends it with SIGTERM, and what it left in its process group too: rootless Podman's service is two processes. After ten seconds with
 * SIGKILL. Harmless when it is gone.
 * @param {string} name
 */
export async function stopDaemon(name) {
  const pid = findDaemon(name)
  if (pid !== undefined) {
    if (!(await endAndWait(pid))) process.kill(pid, 'SIGKILL')
    if (!(await endAndWait(-pid))) process.kill(-pid, 'SIGKILL')
  }
  rmSync(recordOf(name), { force: true })
  return pid !== undefined
}

/** @param {number} target a process, or a group as a negative number @returns {Promise<boolean>} whether it has ended */
async function endAndWait(target) {
  if (!signal(target, 'SIGTERM')) return true
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 100) {
    await delay(100)
    if (!signal(target, 0)) return true
  }
  return false
}

/** @param {number} target @param {NodeJS.Signals | 0} kind @returns {boolean} whether there is such a process */
function signal(target, kind) {
  try {
    return process.kill(target, kind)
  } catch {
    return false
  }
}

/**
 * Whether a process runs under that id and is one of these programs: an id alone may be somebody else's by now.
 * @param {number} pid
 * @param {readonly string[]} programs
 */
export function isRunning(pid, programs) {
  try {
    return programs.includes(readFileSync(`/proc/${pid}/comm`, 'utf8').trim())
  } catch {
    return false
  }
}

function daemonFolder() {
  const folder = path.join(runFolder(), 'daemons')
  mkdirSync(folder, { recursive: true })
  return folder
}

/** @param {string} name */
function recordOf(name) {
  return path.join(daemonFolder(), `${name}.json`)
}

/** Linux only: field 22 of stat. Elsewhere the id has to do. @param {number} pid */
function startTimeOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
