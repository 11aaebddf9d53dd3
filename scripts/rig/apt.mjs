// @ts-check
import { existsSync } from 'node:fs'
import { lastLines, mustRun, runCommand } from './run-command.mjs'
import { say, warn } from './say.mjs'

const quietly = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }
let hasFreshLists = false

/** Whether packages can be installed here without asking anybody: root on Debian or a relative of it. */
export function canInstallPackages() {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/**
 * Installs what is missing of these Debian packages and says so. `a|b` means whichever of the two this release has.
 * @param {readonly string[]} wanted
 * @param {string} purpose completes "installing X for ..."
 */
export async function installPackages(wanted, purpose) {
  const missing = []
  for (const names of wanted) {
    if (!(await isAnyInstalled(names.split('|')))) missing.push(names.split('|'))
  }
  if (missing.length === 0) return
  await refreshLists()
  const chosen = await Promise.all(missing.map(pickAvailable))
  say(`apt-get install ${chosen.join(' ')} (for ${purpose})`)
  // The lock option: another apt on this machine is waited for instead of failing the run.
  const lock = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0']
  await mustRun('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...lock, ...chosen], { env: quietly })
}

/**
 * Unpacks one Debian package into a folder without installing it.
 * @param {string} name
 * @param {string} folder
 */
export async function unpackPackage(name, folder) {
  await refreshLists()
  // As root, apt downloads as user _apt, who may not write in our folder: that is only a warning.
  await mustRun('apt-get', ['download', '-qq', name], { cwd: folder, env: quietly })
  await mustRun('sh', ['-c', `dpkg-deb -x ${name}_*.deb . && rm ${name}_*.deb`], { cwd: folder })
}

async function refreshLists() {
  if (hasFreshLists) return
  // Only root may; for others the lists are what they are. One source that does not answer (a vendor's, say) is no reason to stop:
  // what is really missing shows when it is installed.
  if (canInstallPackages()) {
    const { code, stderr } = await runCommand('apt-get', ['update', '-qq'], { env: quietly })
    if (code !== 0) warn(`apt-get update ended with ${code}: ${lastLines(stderr, 1)}`)
  }
  hasFreshLists = true
}

/** @param {readonly string[]} names */
async function isAnyInstalled(names) {
  const answers = await Promise.all(names.map((name) => runCommand('dpkg-query', ['-W', '-f=${db:Status-Status}', name])))
  return answers.some(({ code, stdout }) => code === 0 && stdout === 'installed')
}

/** @param {readonly string[]} names */
async function pickAvailable(names) {
  for (const name of names) {
    const { stdout } = await runCommand('apt-cache', ['policy', name], { env: quietly })
    if (/Candidate: (?!\(none\))/.test(stdout)) return name
  }
  return names[0] ?? ''
}
