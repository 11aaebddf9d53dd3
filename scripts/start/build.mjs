// @ts-check
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { projectFolder } from '../rig/project.mjs'
import { runCommand } from '../rig/run-command.mjs'
import { say } from '../rig/say.mjs'

const sources = ['src', 'resources', 'package.json', 'package-lock.json']

/** Builds the window and the command when they are missing or older than what they are made of. What the bundler says is shown when it fails. */
export async function requireBuild() {
  if (isBuildCurrent(projectFolder)) return
  say('building (npm run build; less than a minute)')
  const { code, stdout, stderr } = await runCommand('npm', ['run', '--silent', 'build'], { cwd: projectFolder })
  if (code !== 0) throw new Error(`${stdout}${stderr}npm run build ended with ${code}`)
}

/** @param {string} folder */
export function isBuildCurrent(folder) {
  const { main, bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  const built = [main, ...Object.values(bin)].map((name) => changedAt(path.join(folder, String(name))))
  const settings = readdirSync(folder).filter((name) => /\.(config|shared)\.ts$/.test(name))
  const made = [...sources, ...settings].map((name) => newestIn(path.join(folder, name)))
  return Math.min(...built) > Math.max(...made)
}

/** Folders count too: a file that was deleted shows only there. @param {string} place @returns {number} */
export function newestIn(place) {
  const own = changedAt(place)
  if (own === 0 || !statSync(place).isDirectory()) return own
  return Math.max(own, ...readdirSync(place).map((name) => newestIn(path.join(place, name))))
}

/** 0 when it is not there. @param {string} file */
function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
