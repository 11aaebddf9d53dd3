// @ts-check
// What the rig tells the tests. A name that is absent means: not on this machine, and the run says why.
//
//   AGENTKERNEL_TEST_DOCKER           endpoint of a Docker engine, unix:///...
//   AGENTKERNEL_TEST_PODMAN           endpoint of a rootful Podman service
//   AGENTKERNEL_TEST_PODMAN_ROOTLESS  endpoint of a rootless Podman service (of another user when we are root)
//   CONTAINERS_CONF                   Podman's settings where the machine's own would not run; also for a `podman` that a test starts
//   AGENTKERNEL_TEST_GUEST_KERNEL     a Linux kernel for microVMs, its drivers beside it; said only where QEMU can boot it
//   AGENTKERNEL_TEST_GUEST_IMAGES     folder of file systems for microVMs, base.sqfs and noshell.sqfs, and of the archives they were made of
//   AGENTKERNEL_TEST_ELECTRON         executable that runs `electron path/to/app`
//   AGENTKERNEL_TEST_ELECTRON_KIND    electron-<major> (the product's own) or test-runtime-<major> (see electron-test-runtime.mjs)
//   DISPLAY                           an X display for the windows of the tests
//
// What a person may set:
//   AGENTKERNEL_ELECTRON              folder or executable of an Electron to use instead of the installed one
//   AGENTKERNEL_TEST_CACHE            where downloads and logs are kept; default: agentkernel-desktop-test in the user's cache folder
import { mkdirSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import path from 'node:path'

export const names = /** @type {const} */ ({
  docker: 'AGENTKERNEL_TEST_DOCKER',
  podman: 'AGENTKERNEL_TEST_PODMAN',
  podmanRootless: 'AGENTKERNEL_TEST_PODMAN_ROOTLESS',
  containersConf: 'CONTAINERS_CONF',
  guestKernel: 'AGENTKERNEL_TEST_GUEST_KERNEL',
  guestImages: 'AGENTKERNEL_TEST_GUEST_IMAGES',
  electron: 'AGENTKERNEL_TEST_ELECTRON',
  electronKind: 'AGENTKERNEL_TEST_ELECTRON_KIND',
  display: 'DISPLAY',
})

/** Kept between runs: downloads, unpacked runtimes, logs. */
export function cacheFolder() {
  const base = process.env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache')
  const folder = process.env['AGENTKERNEL_TEST_CACHE'] || path.join(base, 'agentkernel-desktop-test')
  mkdirSync(folder, { recursive: true })
  return folder
}

/**
 * Short-lived: sockets (whose paths must stay short) and process ids. As root it may be entered by others, because the rootless user's
 * service and settings live below it.
 */
export function runFolder() {
  const isRoot = process.getuid?.() === 0
  const base = isRoot ? '/run' : process.env['XDG_RUNTIME_DIR'] || tmpdir()
  const folder = path.join(base, 'agentkernel-rig')
  mkdirSync(folder, { recursive: true, mode: isRoot ? 0o755 : 0o700 })
  return folder
}

/** @param {string} name */
export function logFile(name) {
  return path.join(cacheFolder(), `${name}.log`)
}

/** `export` lines a POSIX shell can read. @param {Readonly<Record<string, string>>} env */
export function toExportLines(env) {
  return Object.entries(env).map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`)
}
