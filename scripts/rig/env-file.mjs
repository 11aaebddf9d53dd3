// @ts-check
// What `npm run rig` found, kept for `npm run rig -- env` and `-- down`.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runFolder } from './env.mjs'

/** @param {Readonly<Record<string, string>>} env */
export function keepEnv(env) {
  writeFileSync(fileName(), JSON.stringify(env, undefined, 2))
}

/** Empty when the rig is not up. @returns {Record<string, string>} */
export function readEnv() {
  try {
    return JSON.parse(readFileSync(fileName(), 'utf8'))
  } catch {
    return {}
  }
}

/** Whether `npm run rig` has set the machine up and `-- down` has not been said since. */
export function isKept() {
  return Object.keys(readEnv()).length > 0
}

function fileName() {
  return path.join(runFolder(), 'env.json')
}
