// @ts-check
import { createInterface } from 'node:readline'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Failure } from './command-line.mjs'
import { containers, isAlive, readStatus, writeStatus } from './containers.mjs'
import { engine, obstacles } from './engine.mjs'
import { complain, isAtLeast, print, toJson } from './say.mjs'
import { changeSystem, read, readSystem, remove, root, switches, write } from './store.mjs'

const appRoot = path.join(root, 'app')

/** Where the kernel lies tells whether there is one. */
function layOutKernel() {
  const { kernel } = readSystem()
  const file = path.join(appRoot, 'kernels/default.kernel-arm64')
  mkdirSync(path.dirname(file), { recursive: true })
  if (kernel) writeFileSync(file, 'kernel')
  else rmSync(file, { force: true })
}

/** @type {Record<string, (parsed: import('./command-line.mjs').Parsed) => Promise<number | void>>} */
export const systemCommands = {
  async 'system status'({ values }) {
    layOutKernel()
    const system = readSystem()
    const state = system.isRunning ? 'running' : system.registered ? 'not running' : 'unregistered'
    print(values.format === 'json' && isAtLeast('0.10.0') ? toJson(toStatus(state, system)) : toProse(state, system))
    return system.isRunning ? 0 : 1
  },
  async 'system version'() {
    const cli = { appName: 'container', buildType: 'release', commit: '0190097', version: switches.profile }
    const { isRunning, serverVersion } = readSystem()
    const server = { appName: 'container-apiserver', buildType: 'release', commit: '0190097', version: isAtLeast('1.4.1') ? serverVersion : sentence(serverVersion) }
    print(toJson(isRunning ? [cli, server] : [cli]))
  },
  async 'system start'({ values }) {
    complain('Launching container-apiserver...')
    changeSystem({ registered: true, isRunning: true, serverVersion: switches.profile })
    if (readSystem().kernel || values['disable-kernel-install']) return
    if (!values['enable-kernel-install'] && !(await ask('No default kernel configured. Install the recommended default kernel? [Y/n]: '))) return
    changeSystem({ kernel: true })
    layOutKernel()
  },
  async 'system stop'() {
    print('stopping service')
    for (const { id } of containers()) if (isAlive(id)) await engine.stop(id, 5)
    changeSystem({ registered: false, isRunning: false })
  },
  async 'system kernel set'() {
    changeSystem({ kernel: true })
    layOutKernel()
  }
}

/** @param {string} version */
const sentence = (version) => `container-apiserver version ${version} (build: release, commit: 0190097)`

/** @param {string} status @param {import('./store.mjs').System} system */
function toStatus(status, { serverVersion, isRunning }) {
  if (isAtLeast('1.4.1')) {
    if (!isRunning) return { status }
    const one = (/** @type {string} */ appName, /** @type {string} */ version) => ({ appName, build: 'release', commit: '0190097', version })
    return {
      status, client: one('container', switches.profile), server: one('container-apiserver', serverVersion), host: { architecture: 'arm64', cpus: 8, operatingSystem: 'macOS 26.1' },
      paths: { appRoot: `${appRoot}/`, installRoot: '/usr/local/' }, resources: { containersRunning: 0, containersTotal: containers().length, images: 1 }
    }
  }
  const filled = (/** @type {string} */ text) => (isRunning ? text : '')
  return {
    status, appRoot: filled(`${appRoot}/`), installRoot: filled('/usr/local/'), apiServerVersion: filled(sentence(serverVersion)), apiServerCommit: filled('0190097'),
    apiServerBuild: filled('release'), apiServerAppName: filled('container-apiserver')
  }
}

/** @param {string} state @param {import('./store.mjs').System} system */
function toProse(state, { serverVersion }) {
  if (state === 'unregistered') return 'apiserver is not running and not registered with launchd'
  if (state !== 'running') return 'apiserver is not running'
  return isAtLeast('0.10.0') ? `FIELD  VALUE\nstatus  running\nappRoot  ${appRoot}/` : `apiserver is running\napplication data root: ${appRoot}/\ncontainer-apiserver version: ${sentence(serverVersion)}`
}

/** @param {string} question @returns {Promise<boolean>} */
async function ask(question) {
  print(question)
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) return !/^n/i.test(line)
  throw new Failure('failed to read user input')
}

/** What happens to a Mac, not a command of the real program. @param {import('./command-line.mjs').Parsed} parsed */
export async function simulate({ positionals: [event, argument] }) {
  if (event === 'daemon-crash') {
    for (const { id } of containers()) {
      const { startedMs: _lost, ...status } = readStatus(id)
      if (status.removesItself) {
        await engine.remove(id)
        remove(`containers/${id}`)
      } else {
        writeStatus(id, { ...status, isForgotten: isAlive(id) })
      }
    }
  } else if (event === 'reboot') {
    for (const { id } of containers()) {
      if (isAlive(id)) await engine.stop(id, 0)
      writeStatus(id, {})
    }
    changeSystem({ registered: false, isRunning: false })
  } else if (event === 'upgrade') {
    write('switches.json', { ...read('switches.json', {}), profile: argument })
    changeSystem({ serverVersion: switches.profile })
  } else if (event === 'launchctl-list') {
    for (const { id } of containers()) if (isAlive(id)) print(`${readStatus(id).pid}\t0\tcom.apple.container.container-runtime-linux.${id}`)
    if (readSystem().registered) print(`${readSystem().isRunning ? 1 : '-'}\t0\tcom.apple.container.apiserver`)
  } else if (event === 'launchctl-bootout') {
    const id = argument?.replace(/^.*container-runtime-linux\./, '') ?? ''
    if (!isAlive(id)) return 113
    await engine.stop(id, 0)
    writeStatus(id, {})
  } else if (event === 'engines') {
    print(JSON.stringify({ podman: obstacles.podman(), plain: obstacles.plain() }))
  } else if (event === 'clean') {
    for (const { id } of containers()) await engine.remove(id)
    await engine.clean()
  } else {
    throw new Failure(`unknown event ${event}`)
  }
}
