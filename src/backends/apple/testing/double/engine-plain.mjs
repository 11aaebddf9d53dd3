// @ts-check
// Sandboxes of plain processes, for machines without Podman: unshare, mount and jail.pl, as root. What a sandbox with network
// has is the machine's own. All files of a sandbox lie in its folder below containers/.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from './command-line.mjs'
import { configurationOf, isAlive, readStatus, startOf } from './containers.mjs'
import { layOutImage, plainImages } from './plain-images.mjs'
import { read, root, sleep, tag, write } from './store.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const jail = path.join(here, 'jail.pl')
/** @param {string} id @param {string} name */
const fileOf = (id, name) => path.join(root, 'containers', id, name)
/** @param {string} name */
const volumeOf = (name) => path.join(root, 'volume-data', name)

const capabilities = [
  'CHOWN', 'DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP', 'LINUX_IMMUTABLE', 'NET_BIND_SERVICE', 'NET_BROADCAST', 'NET_ADMIN', 'NET_RAW', 'IPC_LOCK',
  'IPC_OWNER', 'SYS_MODULE', 'SYS_RAWIO', 'SYS_CHROOT', 'SYS_PTRACE', 'SYS_PACCT', 'SYS_ADMIN', 'SYS_BOOT', 'SYS_NICE', 'SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'MKNOD', 'LEASE', 'AUDIT_WRITE',
  'AUDIT_CONTROL', 'SETFCAP', 'MAC_OVERRIDE', 'MAC_ADMIN', 'SYSLOG', 'WAKE_ALARM', 'BLOCK_SUSPEND', 'AUDIT_READ', 'PERFMON', 'BPF', 'CHECKPOINT_RESTORE'
].map((name) => `CAP_${name}`)
const usual = ['CHOWN', 'DAC_OVERRIDE', 'FSETID', 'FOWNER', 'MKNOD', 'NET_RAW', 'SETGID', 'SETUID', 'SETFCAP', 'SETPCAP', 'NET_BIND_SERVICE', 'SYS_CHROOT', 'KILL', 'AUDIT_WRITE'].map((name) => `CAP_${name}`)

export const images = async () => plainImages

/** Drop ALL empties, add, then single drops. @param {{ capAdd: string[], capDrop: string[] }} plan */
function toCapabilityWords({ capAdd, capDrop }) {
  const base = capDrop.includes('ALL') ? [] : usual
  const kept = [...(capAdd.includes('ALL') ? capabilities : [...base, ...capAdd])].filter((name) => !capDrop.includes(name))
  return kept.map((name) => `cap=${capabilities.indexOf(name)}`)
}

/** @param {any} plan */
export async function create(plan) {
  const { id, source, binds, volumes, tmpfs } = plan
  const folder = fileOf(id, 'root')
  layOutImage(source, folder)
  for (const { source: from, target } of binds) makePlace(path.join(folder, target), statSync(from).isDirectory())
  for (const { target } of [...volumes, ...tmpfs]) makePlace(path.join(folder, target), true)
  for (const name of ['hostname', 'hosts']) writeFileSync(path.join(folder, 'etc', name), name === 'hostname' ? `${id}\n` : '127.0.0.1 localhost\n')
  write(`containers/${id}/plan.json`, plan)
}

/** @param {string} place @param {boolean} isFolder */
function makePlace(place, isFolder) {
  mkdirSync(isFolder ? place : path.dirname(place), { recursive: true })
  if (!isFolder && !existsSync(place)) writeFileSync(place, '')
}

/** In the order in which they are to be made: what lies deeper later, and the root's own protection last. @param {any} plan @returns {string[][]} */
function toMounts({ id, binds, volumes, tmpfs, readOnly }) {
  const folder = fileOf(id, 'root')
  const at = (/** @type {string} */ target) => path.join(folder, target)
  const own = [
    ...binds.map((/** @type {any} */ { source, target, isReadOnly }) => ({ target, calls: [['--bind', source, at(target)], ...(isReadOnly ? [['-o', 'remount,bind,ro', at(target)]] : [])] })),
    ...volumes.map((/** @type {any} */ { name, target }) => ({ target, calls: [['--bind', volumeOf(name), at(target)]] })),
    ...tmpfs.map((/** @type {any} */ { target, options }) => ({ target, calls: [['-t', 'tmpfs', ...(options.length > 0 ? ['-o', options.join(',')] : []), 'tmpfs', at(target)]] }))
  ].toSorted((one, other) => one.target.split('/').length - other.target.split('/').length)
  return [
    ['--bind', folder, folder], ['-t', 'proc', 'proc', at('/proc')], ['-t', 'sysfs', '-o', 'ro', 'sysfs', at('/sys')], ['-t', 'tmpfs', '-o', 'mode=1777,size=64m', 'tmpfs', at('/dev/shm')],
    ['-t', 'devpts', '-o', 'newinstance,ptmxmode=0666,mode=0620', 'devpts', at('/dev/pts')], ...own.flatMap(({ calls }) => calls), ...(readOnly ? [['-o', 'remount,bind,ro', folder]] : [])
  ]
}

/** Where the kernel limits memory, in its first version; none elsewhere. @param {string} id @returns {string[]} */
const cgroupsOf = (id) => ['/sys/fs/cgroup/memory'].filter((folder) => existsSync(folder)).map((folder) => path.join(folder, `fakeapple-${tag}-${id}`))

/** @param {any} plan */
function makeCgroups({ id, resources }) {
  for (const folder of cgroupsOf(id)) {
    mkdirSync(folder, { recursive: true })
    const limit = path.join(folder, 'memory.limit_in_bytes')
    if (existsSync(limit)) writeFileSync(limit, String(resources.memoryInBytes))
  }
}

/** @param {any} plan @returns {string[]} */
function toCommonWords(plan) {
  const { id, user, workingDirectory, environment } = plan
  return [...cgroupsOf(id).map((folder) => `cgroup=${folder}`), ...toCapabilityWords(plan), `user=${user ?? '0:0'}`, `workdir=${workingDirectory || '/'}`, ...environment.map((/** @type {string} */ entry) => `env=${entry}`)]
}

/** @param {any} plan @returns {string[]} */
function toLimits({ ulimits }) {
  return ulimits.map((/** @type {string} */ text) => text.replace(/^(\w+)=(\d+)(?::(\d+))?$/, (_, name, soft, hard) => `--${name}=${soft}:${hard ?? soft}`))
}

/** @param {string} id @returns {Promise<{ pid: number, pidStart: string }>} */
export async function start(id) {
  const plan = read(`containers/${id}/plan.json`, {})
  for (const name of ['pid', 'stdio.raw']) rmSync(fileOf(id, name), { force: true })
  makeCgroups(plan)
  const spaces = ['--mount', '--pid', '--uts', '--ipc', '--fork', ...(plan.hasNetwork ? [] : ['--net'])]
  const words = [
    'init', `root=${fileOf(id, 'root')}`, `pidfile=${fileOf(id, 'pid')}`, ...toMounts(plan).map((mount) => `mount=${mount.join('\t')}`), ...(plan.hasNetwork ? [] : ['loopback=1']), ...toCommonWords(plan), '--', ...plan.argv
  ]
  const log = openSync(fileOf(id, 'stdio.raw'), 'a')
  const child = spawn('prlimit', [...toLimits(plan), 'unshare', ...spaces, 'perl', jail, ...words], { stdio: ['ignore', log, log, 'pipe'], detached: true })
  closeSync(log)
  const said = await readLine(/** @type {import('node:stream').Readable} */ (child.stdio[3]))
  child.unref()
  if (said !== 'ok\n') throw new Failure(toStartFailure(said || String(readLog(id))))
  const pid = Number(readFileSync(fileOf(id, 'pid'), 'utf8'))
  const started = { pid, pidStart: startOf(pid) }
  try {
    for (const port of plan.ports) await publish(port, started)
  } catch (error) {
    process.kill(pid, 'SIGKILL')
    throw error
  }
  return started
}

/** @param {import('node:stream').Readable} stream */
async function readLine(stream) {
  let text = ''
  for await (const piece of stream) {
    text += piece
    if (text.endsWith('\n')) break
  }
  return text
}

/** @param {string} said */
function toStartFailure(said) {
  const missing = /not found: (.*)/.exec(said)?.[1]
  return missing === undefined ? `failed to start process (cause: "internalError: "vmexec error: execvpe: ${said.trim()}"")` : `failed to start process (cause: "notFound: "failed to find target executable ${missing}"")`
}

/** @param {any} port @param {{ pid: number, pidStart: string }} sandbox */
async function publish({ hostAddress, hostPort, containerPort, proto }, { pid, pidStart }) {
  if (proto !== 'tcp') return
  const words = [hostAddress, hostPort, containerPort, pid, pidStart].map(String)
  const child = spawn(process.execPath, [path.join(here, 'plain-port.mjs'), ...words], { stdio: ['ignore', 'pipe', 'ignore'], detached: true, env: process.env })
  const said = await new Promise((resolve) => child.stdout.once('data', (data) => resolve(String(data).trim())).once('close', () => resolve('')))
  child.stdout.destroy()
  child.unref()
  if (said !== 'ok') throw new Failure('failed to bootstrap container (cause: "unknown: "bind(descriptor:ptr:bytes:): Address already in use (errno: 48)"")')
}

/** @param {string} id @param {NodeJS.Signals | string} signal */
function signalInit(id, signal) {
  const { pid } = readStatus(id)
  if (pid === undefined || !isAlive(id)) return
  try {
    process.kill(pid, /** @type {NodeJS.Signals} */ (signal.startsWith('SIG') ? signal : `SIG${signal}`))
  } catch (error) {
    // It ended between the look and the signal.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error
  }
}

/** @param {string} id @param {number} seconds @param {string} [signal] */
export async function stop(id, seconds, signal = 'TERM') {
  signalInit(id, signal)
  for (const until = Date.now() + seconds * 1_000; isAlive(id) && Date.now() < until; ) await sleep(20)
  signalInit(id, 'KILL')
  while (isAlive(id)) await sleep(10)
}

/** @param {string} id @param {string} signal */
export async function kill(id, signal) {
  signalInit(id, signal)
  while (signal.endsWith('KILL') && isAlive(id)) await sleep(10)
}

/** @param {string} id */
export async function remove(id) {
  await stop(id, 0, 'KILL')
  for (const folder of cgroupsOf(id)) {
    for (let attempt = 0; existsSync(folder) && attempt < 20; attempt += 1) {
      try {
        rmdirSync(folder)
      } catch {
        await sleep(25)
      }
    }
  }
  rmSync(fileOf(id, 'root'), { recursive: true, force: true })
}

/** @param {string} name */
export async function createVolume(name) {
  mkdirSync(volumeOf(name), { recursive: true })
  chmodSync(volumeOf(name), 0o755)
}
/** @param {string} name */
export const removeVolume = async (name) => rmSync(volumeOf(name), { recursive: true, force: true })

export const clean = async () => rmSync(path.join(root, 'volume-data'), { recursive: true, force: true })

/** How a command is run inside. @param {string} id @param {any} options @param {readonly string[]} argv */
export function toExec(id, { isTerminal, user, workingDirectory, environment }, argv) {
  const plan = read(`containers/${id}/plan.json`, {})
  const words = toCommonWords({ ...plan, user: user ?? plan.user, workingDirectory: workingDirectory ?? plan.workingDirectory, environment: [...configurationOf(id).initProcess.environment, ...environment] })
  const args = [...toLimits(plan), 'perl', jail, 'exec', `pid=${readStatus(id).pid}`, ...(isTerminal ? ['terminal=1'] : []), ...words, '--', ...argv]
  if (!isTerminal) return { file: 'prlimit', args }
  const line = ['prlimit', ...args].map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ')
  return { file: 'script', args: ['-qefc', `exec ${line}`, '/dev/null'] }
}

/** What the end of such a command means: its own code, or the words of a failure. @param {number | null} code @param {string} err @param {string} id */
export function judgeExec(code, err, id) {
  const said = /^double: (.*)$/m.exec(err)?.[1] ?? ''
  if (said.startsWith('not found: ')) return { failure: `failed to start process (cause: "notFound: "failed to find target executable ${said.slice(11)}"")` }
  if (said.startsWith('not running')) return { failure: `invalidState: "container ${id} is not running"` }
  if (said !== '') return { failure: `failed to start process (cause: "internalError: "vmexec error: execvpe: ${said}"")` }
  return { code: code ?? 137 }
}

/** Whether a line on stderr is the engine's and not the command's. @param {string} line */
export const isOwnWord = (line) => line.startsWith('double: ')

/** Output of the main process since its start. @param {string} id @returns {Buffer | null} */
export function readLog(id) {
  return existsSync(fileOf(id, 'stdio.raw')) ? readFileSync(fileOf(id, 'stdio.raw')) : null
}

/** Why it cannot work here; null when it can. */
export function findPlainObstacle() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'plain processes need root on Linux'
  try {
    execFileSync('unshare', ['--mount', '--pid', '--fork', 'perl', '-e', '0'], { stdio: 'ignore' })
    return null
  } catch {
    return 'plain processes need unshare and perl, and leave to use them'
  }
}
