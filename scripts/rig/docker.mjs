// @ts-check
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { canInstallPackages, installPackages } from './apt.mjs'
import { isRunning, rememberDaemon, stopDaemon } from './daemons.mjs'
import { identifyEngine, waitForEngine } from './engine-request.mjs'
import { logFile, names } from './env.mjs'
import { lastLines, runCommand, startDaemon } from './run-command.mjs'
import { say } from './say.mjs'

const usualEndpoint = process.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock'

/**
 * An engine that answers already is used as it is; otherwise, as root on Debian, one is installed and started.
 * @returns {Promise<import('./engine-request.mjs').EngineOutcome>}
 */
export async function provideDocker() {
  const tried = await candidateEndpoints()
  for (const endpoint of tried) {
    const found = await identifyEngine(endpoint)
    if (found?.product === 'docker') return { endpoint, version: found.version, isOurs: false }
  }
  if (!canInstallPackages()) {
    return { reason: `no Docker engine answered (${tried.join(', ')}) and only root on Debian may install one here` }
  }
  await installPackages(['docker.io'], 'a Docker engine')
  return startDocker()
}

export async function stopDocker() {
  return stopDaemon('dockerd')
}

/** @returns {Promise<import('./engine-request.mjs').EngineOutcome>} */
async function startDocker() {
  const log = logFile('dockerd')
  removeStalePidFile()
  say(`starting dockerd in the background (log: ${log})`)
  rememberDaemon('dockerd', startDaemon('dockerd', ['--host', usualEndpoint], { logFile: log }))
  const found = await waitForEngine(usualEndpoint, 60_000)
  if (found) return { endpoint: usualEndpoint, version: found.version, isOurs: true }
  await stopDocker()
  return { reason: `dockerd did not answer within a minute: ${lastLines(readFileSync(log, 'utf8'), 2)}` }
}

/** After a crash dockerd refuses to start while any process has the id it left behind. */
function removeStalePidFile() {
  const file = '/var/run/docker.pid'
  if (existsSync(file) && !isRunning(Number(readFileSync(file, 'utf8')), ['dockerd'])) rmSync(file)
}

async function candidateEndpoints() {
  const named = [process.env[names.docker], process.env['DOCKER_HOST'], await contextEndpoint(), usualEndpoint]
  const local = named.filter((endpoint) => endpoint !== undefined && /^(unix|npipe):/.test(endpoint))
  return [...new Set(/** @type {string[]} */ (local))]
}

async function contextEndpoint() {
  const { stdout } = await runCommand('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'], { timeoutMs: 10_000 })
  return stdout.trim() || undefined
}
