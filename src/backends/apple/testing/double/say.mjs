// @ts-check
import { switches } from './store.mjs'

/** @param {string} version */
const parts = (version) => version.split('.').map(Number)

/** Whether the profile is at least this version. @param {string} version */
export function isAtLeast(version) {
  const [own, other] = [parts(switches.profile), parts(version)]
  for (let index = 0; index < 3; index++) if (own[index] !== other[index]) return (own[index] ?? 0) > (other[index] ?? 0)
  return true
}

/** @param {string} text */
export const print = (text) => void process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
/** @param {string} text */
export const complain = (text) => void process.stderr.write(text.endsWith('\n') ? text : `${text}\n`)

/** Keys sorted, slashes escaped, nothing that is undefined. @param {unknown} value */
export function toJson(value, isPretty = false) {
  const text = JSON.stringify(sorted(value), null, isPretty ? 2 : 0).replaceAll('/', String.raw`\/`)
  return isPretty ? text.replaceAll(/^(\s*"(?:[^"\\]|\\.)*"):/gm, '$1 :') : text
}

/** @param {unknown} value @returns {unknown} */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries((isAtLeast('1.0.0') ? entries.toSorted(([one], [other]) => (one < other ? -1 : 1)) : entries).map(([key, member]) => [key, sorted(member)]))
}

/** ISO 8601 from 1.0, before that seconds since 2001. @param {number} ms */
export function toDate(ms) {
  return isAtLeast('1.0.0') ? new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z') : (ms - Date.UTC(2001, 0, 1)) / 1_000
}
