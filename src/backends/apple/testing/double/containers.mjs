// @ts-check
import { readFileSync } from 'node:fs'
import { Failure } from './command-line.mjs'
import { isAtLeast, toDate } from './say.mjs'
import { names, read, write } from './store.mjs'

/** @typedef {{ pid?: number, pidStart?: string, startedMs?: number, isForgotten?: boolean, removesItself?: boolean, address?: string }} Status */

/** @returns {{ id: string, configuration: any }[]} */
export function containers() {
  return names('containers').flatMap((id) => {
    const configuration = read(`containers/${id}/config.json`, null)
    return configuration ? [{ id, configuration }] : []
  })
}

/** @param {string} id */
export const exists = (id) => read(`containers/${id}/config.json`, null) !== null
/** @param {string} id */
export const configurationOf = (id) => read(`containers/${id}/config.json`, {})
/** @param {string} id @returns {Status} */
export const readStatus = (id) => read(`containers/${id}/status.json`, {})
/** @param {string} id @param {Status} status */
export const writeStatus = (id, status) => write(`containers/${id}/status.json`, status)

/** Whether its machine runs, known to the service or not. @param {string} id */
export function isAlive(id) {
  const { pid, pidStart } = readStatus(id)
  return pid !== undefined && startOf(pid) === pidStart && pidStart !== ''
}

/** @param {string} id */
export const isRunning = (id) => isAlive(id) && !readStatus(id).isForgotten

/** Start time of a process that is no zombie; '' for none. @param {number} pid */
export function startOf(pid) {
  try {
    const [state, ...fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
    return state === 'Z' ? '' : (fields[18] ?? '')
  } catch {
    return ''
  }
}

/** @param {string} id @param {(id: string) => string} sentence */
export function mustExist(id, sentence) {
  if (!exists(id)) throw new Failure(sentence(id))
}

/** @param {string} id */
export const notFound = (id) => `notFound: "container with ID ${id} not found"`

/** As `list` and `inspect` print it. @param {{ id: string, configuration: any }} container */
export function toManaged({ id, configuration }) {
  const { startedMs, address } = readStatus(id)
  const running = isRunning(id)
  const networks = running && address && configuration.networks.length > 0 ? [{ network: 'default', hostname: `${id}.`, ipv4Address: `${address}/24`, ipv4Gateway: '192.168.64.1', macAddress: '02:00:00:00:00:01' }] : []
  const state = running ? 'running' : 'stopped'
  const startedDate = startedMs === undefined ? undefined : toDate(startedMs)
  const { creationMs, ...rest } = configuration
  if (!isAtLeast('1.0.0')) return { status: state, networks, configuration: rest, startedDate }
  return { id, status: { state, networks, startedDate }, configuration: { ...rest, creationDate: toDate(creationMs) } }
}
