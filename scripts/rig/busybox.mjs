// @ts-check
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { unpackPackage } from './apt.mjs'
import { takeBusyboxFrom } from './busybox-image.mjs'
import { cacheFolder } from './env.mjs'
import { mustRun } from './run-command.mjs'
import { say } from './say.mjs'

/** @typedef {{ content: Buffer, applets: string[] }} Busybox `applets` as paths: usr/bin/id */

/**
 * One static program that is a whole small system: the content of the test images. On Debian it comes out of its package, which is
 * unpacked and not installed (it would displace the machine's own busybox); elsewhere out of an image that the engine pulls.
 * @param {string} endpoint
 * @param {string} architecture the engine's, in Go's words
 * @returns {Promise<Busybox>}
 */
export async function provideBusybox(endpoint, architecture) {
  const folder = path.join(cacheFolder(), `busybox-${architecture}`)
  if (!existsSync(folder)) await fetchBusybox(folder, endpoint, architecture)
  const applets = readFileSync(path.join(folder, 'applets'), 'utf8').trim().split('\n')
  return { content: readFileSync(path.join(folder, 'busybox')), applets }
}

/** @param {string} folder @param {string} endpoint @param {string} architecture */
async function fetchBusybox(folder, endpoint, architecture) {
  const workshop = mkdtempSync(`${folder}-`)
  try {
    const { content, applets } = isDebianOf(architecture) ? await unpackBusybox(workshop) : await takeBusyboxFrom(endpoint)
    writeFileSync(path.join(workshop, 'busybox'), content)
    writeFileSync(path.join(workshop, 'applets'), applets.join('\n'))
    if (!existsSync(folder)) renameSync(workshop, folder)
  } finally {
    rmSync(workshop, { recursive: true, force: true })
  }
}

/** @param {string} architecture */
function isDebianOf(architecture) {
  const own = process.arch === 'x64' ? 'amd64' : process.arch
  return existsSync('/usr/bin/apt-get') && own === architecture
}

/** @param {string} workshop @returns {Promise<Busybox>} */
async function unpackBusybox(workshop) {
  say('taking a static busybox out of its Debian package, for the test images')
  await unpackPackage('busybox-static', workshop)
  const places = ['bin/busybox', 'usr/bin/busybox'].map((name) => path.join(workshop, name))
  const program = places.find((file) => existsSync(file)) ?? '' // by this very name: it does what its name says
  const { stdout } = await mustRun(program, ['--list-full'])
  return { content: readFileSync(program), applets: stdout.trim().split('\n') }
}
