// @ts-check
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { Failure } from './command-line.mjs'
import { startOf } from './containers.mjs'
import { root, tag } from './store.mjs'

export const program = 'podman'
/** @param {string} id */
const nameOf = (id) => `fakeapple-${tag}-${id}`
/** @param {string} id @param {string} name */
const fileOf = (id, name) => path.join(root, 'containers', id, name)

/** @param {readonly string[]} args @returns {Promise<{ code: number, out: string, err: string }>} */
export function podman(args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let [out, err] = ['', '']
    child.stdout.on('data', (data) => (out += data))
    child.stderr.on('data', (data) => (err += data))
    child.on('close', (code) => resolve({ code: code ?? 255, out, err }))
  })
}

/** @param {readonly string[]} args */
async function must(args) {
  const { code, out, err } = await podman(args)
  if (code !== 0) throw new Failure(`internalError: "${err.trim()}"`)
  return out
}

/** What is there, as the table of local images begins. */
export async function images() {
  const ids = (await must(['images', '--quiet', '--no-trunc'])).trim().split('\n').filter(Boolean)
  if (ids.length === 0) return []
  const inspected = JSON.parse(await must(['image', 'inspect', ...new Set(ids)]))
  return inspected.flatMap((/** @type {any} */ image) =>
    image.RepoTags.map((/** @type {string} */ reference) => ({
      name: reference.replace(/^localhost\//, 'docker.io/'), source: reference, id: image.Id, size: image.Size, created: image.Created, config: image.Config,
      history: (image.History ?? []).map((/** @type {any} */ entry) => ({ created_by: entry.created_by ?? '' }))
    }))
  )
}

/** Podman asks for far more as soon as another limit is named, which a process with few privileges may not have. */
const processLimit = ['--ulimit', 'nproc=20000:20000']

/** @param {any} plan */
export async function create(plan) {
  const { id, resources, source } = plan
  const args = [
    'create', '--name', nameOf(id), '--hostname', id.split('.')[0], '--label', `fakeapple=${tag}`, '--pull', 'never', '--log-driver', 'k8s-file', '--log-opt', `path=${fileOf(id, 'ctr.log')}`,
    '--pidfile', fileOf(id, 'pid'), '--security-opt', 'seccomp=unconfined', '--read-only-tmpfs=false', '--cpus', String(resources.cpus), '--memory', `${resources.memoryInBytes}b`,
    ...(plan.useInit && existsSync('/usr/libexec/podman/catatonit') ? ['--init'] : []), ...(plan.readOnly ? ['--read-only'] : []),
    ...plan.capDrop.map((/** @type {string} */ name) => `--cap-drop=${name}`), ...plan.capAdd.map((/** @type {string} */ name) => `--cap-add=${name}`),
    ...plan.ulimits.flatMap((/** @type {string} */ limit) => ['--ulimit', limit]), ...(plan.ulimits.length > 0 ? processLimit : []), ...(plan.hasNetwork ? [] : ['--network', 'none']),
    ...plan.environment.flatMap((/** @type {string} */ entry) => ['--env', entry]), ...(plan.user === null ? [] : ['--user', plan.user]), ...(plan.workingDirectory ? ['--workdir', plan.workingDirectory] : []),
    ...plan.binds.flatMap((/** @type {any} */ bind) => ['--mount', `type=bind,source=${bind.source},target=${bind.target}${bind.isReadOnly ? ',readonly' : ''}`]),
    ...plan.volumes.flatMap((/** @type {any} */ volume) => ['--volume', `${nameOf(volume.name)}:${volume.target}:nocopy`]),
    ...plan.tmpfs.flatMap((/** @type {any} */ mount) => ['--tmpfs', `${mount.target}:${['rw', 'exec', 'suid', 'dev', 'notmpcopyup', ...mount.options].join(',')}`]),
    ...plan.ports.flatMap((/** @type {any} */ port) => ['--publish', `${port.hostAddress}:${port.hostPort}:${port.containerPort}/${port.proto}`]),
    '--entrypoint', JSON.stringify(plan.argv.slice(0, 1)), source, ...plan.argv.slice(1)
  ]
  await must(args)
}

/** @param {string} id @returns {Promise<{ pid: number, pidStart: string }>} */
export async function start(id) {
  rmSync(fileOf(id, 'ctr.log'), { force: true })
  rmSync(fileOf(id, 'pid'), { force: true })
  const { code, err } = await podman(['start', nameOf(id)])
  if (/address already in use/i.test(err)) throw new Failure('failed to bootstrap container (cause: "unknown: "bind(descriptor:ptr:bytes:): Address already in use (errno: 48)"")')
  if (/executable file .*not found|no such file or directory/.test(err)) throw new Failure(`failed to start process (cause: "notFound: "failed to find target executable ${/exec: "([^"]*)"/.exec(err)?.[1] ?? ''}"")`)
  if (code !== 0) throw new Failure(`internalError: "${err.trim()}"`)
  const pid = existsSync(fileOf(id, 'pid')) ? Number(readFileSync(fileOf(id, 'pid'), 'utf8')) : 0
  return { pid, pidStart: startOf(pid) }
}

/** @param {string} id @param {number} seconds @param {string} [signal] */
export async function stop(id, seconds, signal) {
  if (signal) await podman(['kill', '--signal', signal, nameOf(id)])
  await podman(['stop', '--time', String(seconds), nameOf(id)])
}

/** @param {string} id @param {string} signal */
export const kill = (id, signal) => must(['kill', '--signal', signal, nameOf(id)])
/** @param {string} id */
export const remove = (id) => podman(['rm', '--force', '--time', '0', nameOf(id)])

/** @param {string} name */
export const createVolume = (name) => must(['volume', 'create', nameOf(name)])
/** @param {string} name */
export const removeVolume = (name) => must(['volume', 'rm', nameOf(name)])

export async function clean() {
  const left = (await podman(['ps', '--all', '--quiet', '--filter', `label=fakeapple=${tag}`])).out.trim().split('\n').filter(Boolean)
  if (left.length > 0) await podman(['rm', '--force', '--time', '0', ...left])
  const volumes = (await podman(['volume', 'ls', '--quiet'])).out.trim().split('\n').filter((name) => name.startsWith(nameOf('')))
  if (volumes.length > 0) await podman(['volume', 'rm', '--force', ...volumes])
}

/** How a command is run inside. @param {string} id @param {any} options @param {readonly string[]} argv */
export function toExec(id, { isInteractive, isTerminal, user, workingDirectory, environment }, argv) {
  const args = [
    'exec', ...(isInteractive ? ['--interactive'] : []), ...(isTerminal ? ['--tty'] : []), ...(user === null ? [] : ['--user', user]), ...(workingDirectory ? ['--workdir', workingDirectory] : []),
    ...environment.flatMap((/** @type {string} */ entry) => ['--env', entry]), nameOf(id), ...argv
  ]
  return { file: program, args }
}

/** What the end of such a command means: its own code, or the words of a failure. @param {number | null} code @param {string} err @param {string} id */
export function judgeExec(code, err, id) {
  const missing = /exec: "([^"]*)": (?:executable file not found|stat |no such)/.exec(err)
  if (code === 127 && missing) return { failure: `failed to start process (cause: "notFound: "failed to find target executable ${missing[1]}"")` }
  if (code === 126 && /OCI/.test(err)) return { failure: `failed to start process (cause: "internalError: "vmexec error: execvpe: ${err.trim().split('\n').at(-1)}"")` }
  if (code === 125 || (code === 255 && /container state improper|no such container/.test(err))) return { failure: `invalidState: "container ${id} is not running"` }
  return { code: code ?? 137 }
}

/** Whether a line on stderr is the engine's and not the command's. @param {string} line */
export const isOwnWord = (line) => /^Error: .*(OCI|executable file|container state|no such container|exec session|timed out|session)/.test(line)

/** Output of the main process since its start. @param {string} id @returns {Buffer | null} */
export function readLog(id) {
  if (!existsSync(fileOf(id, 'ctr.log'))) return null
  const lines = readFileSync(fileOf(id, 'ctr.log'), 'latin1').split('\n').filter(Boolean)
  const texts = lines.map((line) => line.replace(/^\S+ \S+ F ?(.*)$/s, '$1\n').replace(/^\S+ \S+ P ?/, ''))
  return Buffer.from(texts.join(''), 'latin1')
}
