// @ts-check
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { projectFolder } from './rig/project.mjs'

/** Ends the process with one sentence when this Node is older than package.json allows. */
export function requireNode() {
  const oldest = /[\d.]+/.exec(JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8')).engines.node)?.[0] ?? '0'
  if (!isOlder(process.versions.node, oldest)) return
  process.stderr.write(`AgentKernel Desktop needs Node ${oldest} or newer; this is ${process.versions.node}.\n`)
  process.exit(1)
}

/** @param {string} version @param {string} other */
export function isOlder(version, other) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number)
  return major < otherMajor || (major === otherMajor && minor < otherMinor)
}
