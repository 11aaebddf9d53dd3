// @ts-check
// node scripts/complete-lock.mjs: run it after `npm install` changed package-lock.json.
//
// Many packages come with a binary for each platform as optional packages. Where the registry in reach holds only some of them, npm leaves
// the others out of the lock file, and then `npm ci` refuses that lock file, here and on every other platform. This puts them back. They
// come without a checksum, which only the registry that has them could give.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectFolder } from './rig/project.mjs'

const systems = /(?:^|-)(android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)(?:-|$)/
const processors = /(?:^|-)(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|wasm32|x64)(?:-|$)/

/**
 * @typedef {{ version?: string, dev?: boolean, license?: string, optionalDependencies?: Record<string, string> }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} LockFile
 */

/**
 * The platform packages that are wanted and have no entry, as entries. What has no exact version or no platform in its name is not ours to
 * guess.
 * @param {LockFile} lock
 * @returns {Record<string, LockedPackage & { optional: true, os?: string[], cpu?: string[], libc?: string[] }>}
 */
export function findLeftOut({ packages }) {
  const wanted = Object.entries(packages).flatMap(([place, owner]) =>
    Object.entries(owner.optionalDependencies ?? {}).flatMap(([name, version]) => {
      const entry = /^\d/.test(version) && !isResolved(packages, place, name) ? toEntry(name, version, owner) : undefined
      return entry ? [/** @type {const} */ ([`node_modules/${name}`, entry])] : []
    })
  )
  return Object.fromEntries(wanted)
}

/** As Node looks: in the owner's own folder, then in each one around it. @param {LockFile['packages']} packages @param {string} place @param {string} name */
function isResolved(packages, place, name) {
  const around = place.split('/node_modules/').map((_, index, parts) => `${parts.slice(0, index + 1).join('/node_modules/')}/`)
  return ['', ...around].some((folder) => `${folder}node_modules/${name}` in packages)
}

/** @param {string} name @param {string} version @param {LockedPackage} owner */
function toEntry(name, version, { dev, license }) {
  const platform = name.split('/').at(-1) ?? ''
  const os = systems.exec(platform)?.[1]
  const cpu = processors.exec(platform)?.[1]
  if (os === undefined && cpu === undefined) return undefined
  const libc = /musl/.test(platform) ? 'musl' : 'glibc'
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(dev && { dev }),
    ...(os === 'linux' && /musl|gnu/.test(platform) && { libc: [libc] }),
    ...(license && { license }),
    optional: /** @type {const} */ (true),
    ...(os && { os: [os] })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = path.join(projectFolder, 'package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const leftOut = findLeftOut(lock)
  const entries = Object.entries({ ...lock.packages, ...leftOut }).sort(([one], [other]) => one.localeCompare(other, 'en'))
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(entries) }, undefined, 2)}\n`)
  process.stdout.write(`${Object.keys(leftOut).length} platform packages put back\n`)
}
