// @ts-check
import { styleText } from 'node:util'

/** One line of progress. On stderr: stdout belongs to data (`rig env`) and to the last line of `npm test`. @param {string} text */
export function say(text) {
  process.stderr.write(`${mark('cyan', '>')} ${text}\n`)
}

/** Something a person should read, which does not stop the run. @param {string} text */
export function warn(text) {
  process.stderr.write(`${mark('yellow', '!')} ${text}\n`)
}

/** @param {'cyan' | 'yellow'} color @param {string} text */
function mark(color, text) {
  const isPlain = !process.stderr.isTTY || (process.env['NO_COLOR'] ?? '') !== ''
  return isPlain ? text : styleText(color, text)
}
