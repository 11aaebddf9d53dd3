// oxlint-disable no-control-regex -- control characters are what this file is about
/**
 * Takes escape sequences and other invisible orders out of text that engines, programs or people
 * elsewhere wrote, before it reaches a terminal. Keeps line breaks and tabs. Works across chunks: a
 * sequence that is cut in two is held back until its rest arrives.
 */
export function createPlainText(): (chunk: string) => string {
  let held = ''
  return (chunk) => {
    const text = held + chunk
    held = incomplete.exec(text)?.[0] ?? ''
    return strip(text.slice(0, text.length - held.length))
  }
}

/** One whole text without orders to a terminal. */
export function toPlainText(text: string): string {
  return strip(text)
}

/** The same on one line: for tables and sentences. */
export function toPlainLine(text: string): string {
  return strip(text).replaceAll(/\s*[\r\n\t]+\s*/g, ' ').trim()
}

/** The beginning of a sequence, or half a line break, at the very end. */
const incomplete = /(?:\r|\u001B(?:|\[[0-?]*[ -/]*|[\]PX^_][^\u0007\u001B]{0,4096}\u001B?|[ -/]+)|\u009B[0-?]*[ -/]*|\u009D[^\u0007\u009C]{0,4096})$/

const csi = String.raw`\u001B\[[0-?]*[ -/]*[@-~]|\u009B[0-?]*[ -/]*[@-~]`
const textual = String.raw`\u001B[\]PX^_][^\u0007\u001B]*(?:\u0007|\u001B\\)|\u009D[^\u0007\u009C]*[\u0007\u009C]`
const other = String.raw`\u001B[ -/]*[0-~]`
const sequences = new RegExp(`${csi}|${textual}|${other}`, 'g')
/** Controls but for tab and line breaks, and the characters that turn or hide text. */
const invisible = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g

function strip(value: string): string {
  return value.replaceAll(sequences, '').replaceAll(/\r(?!\n)/g, '\n').replaceAll(invisible, '')
}
