// @ts-check
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { isRunning } from './daemons.mjs'
import { names, runFolder } from './env.mjs'
import { mustRun, runCommand } from './run-command.mjs'
import { say } from './say.mjs'

const userName = 'akrootless'

/**
 * @typedef {object} RootlessUser
 * @property {{ program: string, before: string[] }} command runs podman as that user
 * @property {NodeJS.ProcessEnv} env
 * @property {string} runtimeFolder its XDG_RUNTIME_DIR
 */

/**
 * As root: an ordinary user whose Podman is a rootless one.
 * @param {string | undefined} containersConf
 * @returns {Promise<RootlessUser | { reason: string }>}
 */
export async function provideRootlessUser(containersConf) {
  try {
    const user = await ensureUser()
    await ensureSubordinateIds()
    ensureTunDevice()
    const runtimeFolder = path.join(runFolder(), userName)
    mkdirSync(runtimeFolder, { recursive: true })
    chmodSync(runtimeFolder, 0o700)
    chownSync(runtimeFolder, user.uid, user.gid)
    // setpriv becomes podman itself, so that the process id we keep is the service's.
    const become = ['--reuid', String(user.uid), '--regid', String(user.gid), '--init-groups', '--', 'podman']
    const env = envFor(user.home, runtimeFolder, containersConf)
    // After a crash Podman finds containers noted as running, no process to join, and refuses every command but this one.
    if (findPauseProcess() === undefined) await runCommand('setpriv', [...become, 'system', 'migrate'], { env, cwd: '/', timeoutMs: 60_000 })
    return { command: { program: 'setpriv', before: become }, env, runtimeFolder }
  } catch (error) {
    return { reason: `the user for rootless Podman could not be set up: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** Rootless Podman keeps its user namespace open with a process that outlives the service: ends it, where the user is ours. */
export function endRootlessNamespace() {
  const pid = findPauseProcess()
  if (pid !== undefined) process.kill(pid, 'SIGKILL')
}

function findPauseProcess() {
  const file = path.join(runFolder(), userName, 'libpod', 'tmp', 'pause.pid')
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  return isRunning(pid, ['catatonit', 'podman', 'podman pause']) ? pid : undefined
}

/** @param {string} home @param {string} runtimeFolder @param {string | undefined} containersConf @returns {NodeJS.ProcessEnv} */
function envFor(home, runtimeFolder, containersConf) {
  return {
    PATH: process.env['PATH'],
    HOME: home,
    USER: userName,
    XDG_RUNTIME_DIR: runtimeFolder,
    ...(containersConf && { [names.containersConf]: containersConf }),
  }
}

async function ensureUser() {
  const known = await runCommand('getent', ['passwd', userName])
  if (known.code !== 0) {
    say(`adding the user ${userName}, for rootless Podman`)
    await mustRun('useradd', ['--create-home', '--shell', '/bin/sh', userName])
  }
  const { stdout } = await mustRun('getent', ['passwd', userName])
  const [, , uid, gid, , home] = stdout.trim().split(':')
  return { uid: Number(uid), gid: Number(gid), home: home ?? `/home/${userName}` }
}

async function ensureSubordinateIds() {
  const lacks = (/** @type {string} */ file) => !existsSync(file) || !readFileSync(file, 'utf8').includes(`${userName}:`)
  if (lacks('/etc/subuid')) await mustRun('usermod', ['--add-subuids', '300000-365535', userName])
  if (lacks('/etc/subgid')) await mustRun('usermod', ['--add-subgids', '300000-365535', userName])
}

/** slirp4netns opens it as that user; most systems ship it open to all. */
function ensureTunDevice() {
  if (!existsSync('/dev/net/tun')) return
  chmodSync('/dev/net/tun', 0o666)
}
