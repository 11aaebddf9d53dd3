// @ts-check
import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { unpackPackage } from './apt.mjs'
import { cacheFolder } from './env.mjs'
import { mustRun, runCommand } from './run-command.mjs'
import { say } from './say.mjs'

/**
 * One static program that is a whole small system: the content of the test images. It comes as a Debian package that is unpacked, not
 * installed (it would displace the machine's own busybox), or is the machine's own where that is static.
 * @returns {Promise<{ content: Buffer, applets: string[] }>}
 */
export async function provideBusybox() {
  const file = path.join(cacheFolder(), 'busybox')
  if (!existsSync(file)) await fetchBusybox(file)
  const { stdout } = await mustRun(file, ['--list-full'])
  return { content: readFileSync(file), applets: stdout.trim().split('\n') }
}

/** @param {string} file */
async function fetchBusybox(file) {
  const folder = mkdtempSync(`${file}-`)
  try {
    const unpacked = path.join(folder, 'busybox')
    if (existsSync('/usr/bin/apt-get')) {
      say('taking a static busybox out of its Debian package, for the test images')
      await unpackPackage('busybox-static', folder)
      copyFileSync(path.join(folder, 'bin/busybox'), unpacked)
    } else {
      copyFileSync(await findStaticBusybox(), unpacked)
    }
    renameSync(unpacked, file)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function findStaticBusybox() {
  for (const candidate of ['/bin/busybox', '/usr/bin/busybox', '/sbin/busybox.static']) {
    // ldd fails on a static program, which is what is wanted here.
    if (existsSync(candidate) && (await runCommand('ldd', [candidate])).code !== 0) return candidate
  }
  throw new Error('the test images need a static busybox: there is neither apt-get nor a static /bin/busybox')
}
