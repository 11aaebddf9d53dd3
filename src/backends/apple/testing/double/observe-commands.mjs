// @ts-check
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
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

/** All processes of a sandbox, with their time and that of the children they have seen end. @param {number} pid */
function membersOf(pid) {
  const spaceOf = (/** @type {string | number} */ process) => readlinkSync(`/proc/${process}/ns/pid`)
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      if (spaceOf(name) !== spaceOf(pid)) return []
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ').map(Number)
      return [{ ticks: fields.slice(11, 15).reduce((total, ticks) => total + ticks, 0), pages: Number(fields[21]) }]
    } catch {
      return []
    }
  })
}

/** @param {string} id */
function sample(id) {
  const { pid = 0 } = readStatus(id)
  const members = membersOf(pid)
  const sum = (/** @type {(member: { ticks: number, pages: number }) => number} */ of) => members.reduce((total, member) => total + of(member), 0)
  return {
    id, cpuUsageUsec: sum(({ ticks }) => ticks) * 10_000, memoryUsageBytes: sum(({ pages }) => pages) * 4096,
    memoryLimitBytes: configurationOf(id).resources.memoryInBytes, numProcesses: members.length, networkRxBytes: 0, networkTxBytes: 0, blockReadBytes: 0, blockWriteBytes: 0
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
