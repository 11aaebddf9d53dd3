// @ts-check
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Failure } from './command-line.mjs'
import { configurationOf, exists, isAlive, isRunning, mustExist, notFound, readStatus } from './containers.mjs'
import { engine } from './engine.mjs'
import { print, toJson } from './say.mjs'
import { root, sleep } from './store.mjs'

const pollMs = 100
const sampleMs = 2_000

/** @param {string} id @returns {Buffer} */
function mustReadLog(id) {
  const log = readStatus(id).startedMs === undefined && !isAlive(id) ? null : engine.readLog(id)
  if (log === null) throw new Failure(`internalError: "failed to open container logs: The file “stdio.log” doesn’t exist."`)
  return log
}

/** As the real one keeps it, for those who look at the disk. @param {string} id @param {Buffer} log */
function layOut(id, log) {
  const file = path.join(root, 'app/containers', id, 'stdio.log')
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, log)
}

/** @param {Buffer} log */
function mustDecode(log) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(log)
  } catch {
    throw new Failure('invalidArgument: "failed to convert container logs to utf8"')
  }
}

/** @param {string} id */
async function follow(id) {
  let shown = 0
  for (;;) {
    const text = (engine.readLog(id) ?? Buffer.alloc(0)).toString('utf8')
    if (text.length < shown) shown = 0
    const end = text.lastIndexOf('\n') + 1
    const lines = text.slice(shown, end).split('\n').filter((line) => line !== '')
    for (const line of lines) print(line)
    shown = Math.max(shown, end)
    await sleep(pollMs)
  }
}

/** @param {string} id */
function sample(id) {
  const { pid = 0 } = readStatus(id)
  const group = (/** @type {string} */ name) => new RegExp(`^\\d+:(?:[^:]*,)?${name}(?:,[^:]*)?:(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8'))?.[1]
  const number = (/** @type {string} */ file) => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0)
  const [cpu, memory] = [group('cpuacct'), group('memory')]
  const own = { cpu: Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]), memory: Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096 }
  const cpuNs = number(`/sys/fs/cgroup/cpu,cpuacct${cpu}/cpuacct.usage`) || number(`/sys/fs/cgroup/cpuacct${cpu}/cpuacct.usage`) || own.cpu
  return {
    id, cpuUsageUsec: Math.floor(cpuNs / 1_000), memoryUsageBytes: number(`/sys/fs/cgroup/memory${memory}/memory.usage_in_bytes`) || own.memory,
    memoryLimitBytes: configurationOf(id).resources.memoryInBytes, numProcesses: 1, networkRxBytes: 0, networkTxBytes: 0, blockReadBytes: 0, blockWriteBytes: 0
  }
}

/** @type {Record<string, (parsed: import('./command-line.mjs').Parsed) => Promise<number | void>>} */
export const observeCommands = {
  async logs({ values, positionals: [id = ''] }) {
    mustExist(id, notFound)
    const log = mustReadLog(id)
    layOut(id, log)
    if (values.follow) return await follow(id)
    const text = mustDecode(log)
    const lines = values.lines === undefined ? null : text.split('\n').filter((line) => line !== '').slice(-values.lines)
    const shown = lines ? lines.join('\n') : text.replaceAll(/^\n+|\n+$/g, '')
    if (shown !== '') print(shown)
  },
  async stats({ positionals }) {
    const missing = positionals.find((id) => !exists(id))
    if (missing !== undefined) throw new Failure(`no such container: ${missing}`)
    await sleep(sampleMs)
    print(toJson(positionals.filter(isRunning).map(sample)))
  },
  /** Under a mount: in, it says that it worked and did nothing; out, it never ends. */
  async copy({ positionals: [source = '', target = ''] }) {
    const [inside, isIn] = target.includes(':') ? [target, true] : [source, false]
    const [id = '', file = ''] = inside.split(':')
    if (!file.startsWith('/')) throw new Failure(`invalidArgument: "invalid path given: ${inside}"`)
    mustExist(id, notFound)
    if (!isRunning(id)) throw new Failure(`invalidState: "container ${id} is not running"`)
    const isMounted = configurationOf(id).mounts.some((/** @type {any} */ mount) => file.startsWith(mount.destination))
    if (isMounted && !isIn) await new Promise(() => setInterval(() => undefined, 60_000))
    if (!isMounted) throw new Failure('unsupported: "this double copies nothing"')
    print(target)
  }
}
