// @ts-check
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { canInstallPackages, installPackages } from './apt.mjs'
import { findDaemon, rememberDaemon, stopDaemon } from './daemons.mjs'
import { identifyEngine, waitForEngine } from './engine-request.mjs'
import { logFile, names, runFolder } from './env.mjs'
import { provideContainersConf } from './podman-containers-conf.mjs'
import { endRootlessNamespace, provideRootlessUser } from './podman-rootless-user.mjs'
import { lastLines, runCommand, startDaemon } from './run-command.mjs'
import { say } from './say.mjs'

// catatonit: for containers with an init.
const packages = ['podman', 'crun', 'runc', 'uidmap', 'slirp4netns', 'fuse-overlayfs', 'netavark', 'aardvark-dns', 'catatonit']

/**
 * @typedef {import('./engine-request.mjs').EngineOutcome} EngineOutcome
 * @typedef {{ rootful: EngineOutcome, rootless: EngineOutcome, containersConf: string | undefined }} PodmanOutcome
 */

/**
 * A rootful service when we are root, and a rootless one: our own when we are an ordinary user, that of a test user when we are root.
 * Both are services of ours on sockets of ours; containers that are there already show in them and are left alone by the tests.
 * @returns {Promise<PodmanOutcome>}
 */
export async function providePodman() {
  if (canInstallPackages()) await installPackages(packages, 'Podman')
  const { code } = await runCommand('podman', ['--version'])
  if (code !== 0 || process.platform !== 'linux') {
    const reason = code === 0 ? 'Podman runs in a virtual machine here, whose engine the tests leave alone' : 'podman is not installed'
    return { rootful: { reason }, rootless: { reason }, containersConf: undefined }
  }
  const containersConf = provideContainersConf()
  const env = { ...process.env, ...(containersConf && { [names.containersConf]: containersConf }) }
  if (process.getuid?.() !== 0) {
    const rootless = await provideService('podman-rootless', names.podmanRootless, { program: 'podman', before: [], env })
    return { rootful: { reason: 'only root has a rootful Podman' }, rootless, containersConf }
  }
  const rootful = await provideService('podman', names.podman, { program: 'podman', before: [], env })
  const user = await provideRootlessUser(containersConf)
  const rootless =
    'reason' in user
      ? user
      : await provideService('podman-rootless', names.podmanRootless, { ...user.command, env: user.env, folder: user.runtimeFolder })
  return { rootful, rootless, containersConf }
}

/** @param {'podman' | 'podman-rootless'} name */
export async function stopPodman(name) {
  const hasStopped = await stopDaemon(name)
  if (name === 'podman-rootless') endRootlessNamespace()
  return hasStopped
}

/**
 * @param {'podman' | 'podman-rootless'} name
 * @param {string} variable
 * @param {{ program: string, before: readonly string[], env: NodeJS.ProcessEnv, folder?: string }} how `before` is put ahead of podman's words
 * @returns {Promise<EngineOutcome>}
 */
async function provideService(name, variable, how) {
  const own = `unix://${path.join(how.folder ?? runFolder(), `${name}.sock`)}`
  for (const endpoint of [process.env[variable], own]) {
    const found = endpoint ? await identifyEngine(endpoint) : undefined
    if (endpoint && found?.product === 'podman') return { endpoint, version: found.version, isOurs: false }
  }
  if (findDaemon(name) !== undefined) await stopDaemon(name)
  const log = logFile(name)
  say(`starting \`podman system service\` (${name}) in the background (log: ${log})`)
  const args = [...how.before, 'system', 'service', '--time=0', own]
  rememberDaemon(name, startDaemon(how.program, args, { logFile: log, env: how.env, cwd: '/' }))
  const found = await waitForEngine(own, 60_000)
  if (found) return { endpoint: own, version: found.version, isOurs: true }
  await stopDaemon(name)
  return { reason: `${name} did not answer within a minute: ${lastLines(readFileSync(log, 'utf8'), 2)}` }
}
