// @ts-check
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Everything the double keeps, as files of one folder. */
export const root = process.env.FAKE_CONTAINER_ROOT ?? ''
/** Tells the containers of one double from another's in the engine that runs them. */
export const tag = createHash('sha256').update(root).digest('hex').slice(0, 8)

/** Tests change these while the double is in use; the environment of its starter is fixed. @type {Record<string, any>} */
export const switches = {
  profile: process.env.FAKE_CONTAINER_PROFILE ?? '1.2.2',
  service: process.env.FAKE_CONTAINER_SERVICE,
  kernel: process.env.FAKE_CONTAINER_KERNEL,
  latency: JSON.parse(process.env.FAKE_CONTAINER_LATENCY ?? '{}'),
  faults: JSON.parse(process.env.FAKE_CONTAINER_FAULTS ?? '[]'),
  calls: process.env.FAKE_CONTAINER_CALLS,
  ...read('switches.json', {})
}

/** @param {string} name @param {any} otherwise @returns {any} */
export function read(name, otherwise) {
  try {
    return JSON.parse(readFileSync(path.join(root, name), 'utf8'))
  } catch {
    return otherwise
  }
}

/** @param {string} name @param {unknown} value */
export function write(name, value) {
  const file = path.join(root, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(`${file}.${process.pid}`, JSON.stringify(value))
  renameSync(`${file}.${process.pid}`, file)
}

/** @param {string} name */
export function remove(name) {
  rmSync(path.join(root, name), { recursive: true, force: true })
}

/** @param {string} folder @returns {string[]} */
export function names(folder) {
  const absolute = path.join(root, folder)
  return existsSync(absolute) ? readdirSync(absolute) : []
}

/** @typedef {{ registered: boolean, isRunning: boolean, kernel: boolean, serverVersion: string, nextAddress: number }} System */

/** @returns {System} */
export function readSystem() {
  /** @type {System} */
  const system = { registered: true, isRunning: true, kernel: true, serverVersion: switches.profile, nextAddress: 2, ...read('system.json', {}) }
  if (switches.service === 'unregistered') return { ...system, registered: false, isRunning: false }
  if (switches.service === 'dead') return { ...system, isRunning: false }
  return { ...system, ...(switches.kernel && { kernel: switches.kernel === 'present' }) }
}

/** @param {Partial<System>} changes */
export function changeSystem(changes) {
  write('system.json', { ...read('system.json', {}), ...changes })
}

/** @param {number} ms */
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** @param {'boot' | 'exec' | 'reply' | 'stop' | 'rm' | 'pull'} phase */
export const latency = (phase) => sleep(switches.latency[phase] ?? 0)

const staleAfterMs = 120_000

/** The one lock of the service: held through a whole boot, and each command's start waits for it too. @template T @param {() => Promise<T>} work @returns {Promise<T>} */
export async function locked(work) {
  const lock = path.join(root, 'lock')
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch {
      const age = ageOf(lock)
      if (age > staleAfterMs) rmSync(lock, { recursive: true, force: true })
      await sleep(5)
    }
  }
  const release = () => existsSync(lock) && rmdirSync(lock)
  process.once('exit', release)
  try {
    return await work()
  } finally {
    process.removeListener('exit', release)
    release()
  }
}

/** @param {string} file */
function ageOf(file) {
  try {
    return Date.now() - statSync(file).mtimeMs
  } catch {
    return 0
  }
}
