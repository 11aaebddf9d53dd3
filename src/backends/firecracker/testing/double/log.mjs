// @ts-check
import { appendFileSync } from 'node:fs'

/** @typedef {{ info(text: string): void, error(text: string): void }} Log */

/** Firecracker's log: to a file where one is named, else to stdout. @param {string | undefined} file @returns {Log} */
export function createLog(file) {
  const write = (/** @type {string} */ level, /** @type {string} */ text) => {
    const line = `${new Date().toISOString()} [anonymous-instance:main:${level}] ${text}\n`
    if (file === undefined) process.stdout.write(line)
    else appendFileSync(file, line)
  }
  return { info: (text) => write('INFO', text), error: (text) => write('ERROR', text) }
}
