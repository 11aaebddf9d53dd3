// @ts-check
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { runFolder } from './env.mjs'

/**
 * One run at a time sets the machine up or takes it down: two at once would start two engines.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withRigLock(work) {
  const folder = path.join(runFolder(), 'lock')
  while (!take(folder)) await delay(300)
  try {
    return await work()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {string} folder */
function take(folder) {
  const owner = path.join(folder, 'pid')
  try {
    mkdirSync(folder)
    writeFileSync(owner, String(process.pid))
    return true
  } catch {
    if (isAbandoned(owner)) rmSync(folder, { recursive: true, force: true })
    return false
  }
}

/** @param {string} owner */
function isAbandoned(owner) {
  try {
    process.kill(Number(readFileSync(owner, 'utf8')), 0)
    return false
  } catch (error) {
    // No such process. No such file is only a lock that is just being made.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH'
  }
}
