// @ts-check
// The product's own Electron: named by the person, or the installed package's.
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { projectFolder } from './project.mjs'
import { lastLines, runCommand } from './run-command.mjs'

const downloadLimitMs = 5 * 60_000
const answerLimitMs = 20_000
const waysOut =
  'set ELECTRON_MIRROR to a mirror you can reach, or copy the electron cache folder (electron_config_cache) from a machine that has it, ' +
  'or name a folder that holds an Electron with ELECTRON_OVERRIDE_DIST_PATH'

/**
 * @typedef {{ executable: string, kind: string }} Electron `kind` is electron-<major>, or what the folder's maker says of it
 * @typedef {{ reason: string, waysOut: string }} NoElectron both are parts of one sentence: why, and what a person can do
 * @typedef {{ env: NodeJS.ProcessEnv, platform: NodeJS.Platform, packageFolder: string }} Surroundings
 */

/** The installed package's folder. */
export const electronPackage = path.join(projectFolder, 'node_modules', 'electron')

/**
 * Looks, and downloads nothing.
 * @param {Surroundings} [where]
 * @returns {Electron | NoElectron}
 */
export function findOwnElectron(where = here()) {
  const named = readNamed(where.env)
  if (named) return openNamed(named, where.platform)
  const dist = path.join(where.packageFolder, 'dist')
  const executable = path.join(dist, executableIn(where.platform))
  const wanted = readText(path.join(where.packageFolder, 'package.json'), (text) => JSON.parse(text).version)
  const present = readText(path.join(dist, 'version'), (text) => text.trim().replace(/^v/, ''))
  if (existsSync(executable) && present === wanted) return { executable, kind: kindOf(dist) }
  return { reason: 'the binary of the installed electron package is not there', waysOut }
}

/**
 * Looks, and has the installed package download its binary when there is none.
 * @param {(text: string) => void} say
 * @returns {Promise<Electron | NoElectron>}
 */
export async function provideOwnElectron(say) {
  const found = findOwnElectron()
  const named = readNamed(process.env)
  if (named) return 'reason' in found || (await isElectron(found.executable)) ? found : refuseNamed(named)
  if (!('reason' in found)) return found
  const installer = path.join(electronPackage, 'install.js')
  if (!existsSync(installer)) return { reason: 'the electron package is not installed', waysOut: 'run npm ci' }
  say("downloading Electron's binary")
  const result = await runCommand(process.execPath, [installer], { cwd: projectFolder, timeoutMs: downloadLimitMs })
  const downloaded = findOwnElectron()
  if (!('reason' in downloaded)) return downloaded
  return { reason: `Electron's binary could not be downloaded (${firstLine(result.stderr) || `exit code ${result.code}`})`, waysOut }
}

/** @param {NodeJS.ProcessEnv} env @returns {{ variable: string, place: string } | undefined} what the person named */
function readNamed(env) {
  for (const variable of ['AGENTKERNEL_ELECTRON', 'ELECTRON_OVERRIDE_DIST_PATH']) {
    const place = env[variable]
    if (place) return { variable, place }
  }
  return undefined
}

/** @param {{ variable: string, place: string }} named @param {NodeJS.Platform} platform @returns {Electron | NoElectron} */
function openNamed(named, platform) {
  const absolute = path.resolve(named.place)
  const isFolder = existsSync(absolute) && statSync(absolute).isDirectory()
  const executable = isFolder ? path.join(absolute, executableIn(platform)) : absolute
  return existsSync(executable) ? { executable, kind: kindOf(path.dirname(executable)) } : refuseNamed(named)
}

/** @param {{ variable: string, place: string }} named @returns {NoElectron} */
function refuseNamed({ variable, place }) {
  return { reason: `${variable} names ${place}, where there is no Electron that runs here`, waysOut: 'name a folder that holds one, or unset it to have one downloaded (from ELECTRON_MIRROR where that is set)' }
}

/** Any program can be named, and most end without a word. One that only lacks libraries is told of when it is opened. @param {string} executable */
export async function isElectron(executable) {
  const { stdout, stderr } = await runCommand(executable, ['-p', 'process.versions.electron'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, timeoutMs: answerLimitMs })
  return /^\d+\.\d+/.test(stdout) || stderr.includes('error while loading shared libraries')
}

/** @param {NodeJS.Platform} platform */
function executableIn(platform) {
  if (platform === 'darwin') return path.join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return platform === 'win32' ? 'electron.exe' : 'electron'
}

/** The `kind` file is the rig's own, in a runtime it made. @param {string} folder */
function kindOf(folder) {
  const version = readText(path.join(folder, 'version'), (text) => text.trim().replace(/^v/, '').split('.')[0] ?? '')
  return readText(path.join(folder, 'kind'), (text) => text.trim()) ?? `electron-${version || 'unknown'}`
}

/** @param {string} file @param {(text: string) => string} pick @returns {string | undefined} */
function readText(file, pick) {
  try {
    return pick(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/** @param {string} text */
function firstLine(text) {
  return lastLines(text, 100).split('\n')[0]?.trim() ?? ''
}

/** @returns {Surroundings} */
function here() {
  return { env: process.env, platform: process.platform, packageFolder: electronPackage }
}
