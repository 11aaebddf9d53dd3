// @ts-check
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/**
 * Chromium's sandbox on Linux needs user namespaces or its helper installed setuid root, and refuses to run for root.
 * @param {string} executable
 * @returns {{ switches: string[], sentence?: string }}
 */
export function chooseSandbox(executable) {
  if (process.platform !== 'linux') return { switches: [] }
  if (process.getuid?.() === 0) {
    return { switches: ['--no-sandbox'], sentence: "You are root: the window runs without Chromium's sandbox. Use an ordinary user where you can." }
  }
  const helper = path.join(path.dirname(executable), 'chrome-sandbox')
  if (mayUseNamespaces() || isSetuidRoot(helper)) return { switches: [] }
  return {
    switches: [],
    sentence: `This system keeps programs from making user namespaces, so Electron may refuse to start until its sandbox helper is set up: sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`
  }
}

/** Ubuntu restricts them by AppArmor, older Debians by a switch of their own. */
function mayUseNamespaces() {
  const isRestricted = readSetting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1'
  return !isRestricted && readSetting('/proc/sys/kernel/unprivileged_userns_clone') !== '0'
}

/** @param {string} file */
function readSetting(file) {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}

/** @param {string} file */
function isSetuidRoot(file) {
  const found = statSync(file, { throwIfNoEntry: false })
  return found !== undefined && found.uid === 0 && (found.mode & 0o4000) !== 0
}
