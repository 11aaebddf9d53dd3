// @ts-check
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectFolder } from './rig/project.mjs'
import { runCommand } from './rig/run-command.mjs'
import { say } from './rig/say.mjs'

/**
 * Installs the project's packages when they are missing or are not those of the lock file.
 * Only Node's own modules may be used before this.
 */
export async function requireDependencies() {
  if (arePackagesCurrent(projectFolder)) return
  say('installing packages (npm ci)')
  const { code } = await runCommand('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: projectFolder, output: 'show' })
  if (code !== 0) throw new Error(`npm ci ended with ${code}`)
}

/** @param {string} folder */
export function arePackagesCurrent(folder) {
  const wanted = readLock(path.join(folder, 'package-lock.json'))
  const installed = readLock(path.join(folder, 'node_modules', '.package-lock.json'))
  return wanted !== undefined && installed !== undefined && isSatisfied(wanted, installed)
}

/**
 * @typedef {Record<string, { version?: string, optional?: boolean, peer?: boolean, link?: boolean }>} LockedPackages
 */

/**
 * Whether everything the lock file wants is what npm noted as installed. What is optional may be missing: another platform's binaries are.
 * @param {LockedPackages} wanted
 * @param {LockedPackages} installed
 */
export function isSatisfied(wanted, installed) {
  return Object.entries(wanted).every(([place, { version, optional }]) => {
    if (place === '') return true
    const present = installed[place]
    return present === undefined ? optional === true : present.version === version
  })
}

/** @param {string} file @returns {LockedPackages | undefined} */
function readLock(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}
