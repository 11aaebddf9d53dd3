import { createHash } from 'node:crypto'

const end = '\n}'
const sealed = /,\n\t"seal": "([\w-]+)"\n\}$/

/**
 * Puts a seal into the text of a document that was just checked: a hash of everything before it and of
 * `print`, which names what was checked for. Against mistakes, not against people: whoever can write the
 * file can also write a valid one.
 */
export function sealText(text: string, print: string): string {
  const body = text.slice(0, -end.length)
  return `${body},\n\t"seal": "${hash(body, print)}"${end}`
}

/** True when nobody has touched the text since it was checked for just this. */
export function isSealed(text: string, print: string): boolean {
  const found = sealed.exec(text.slice(-100))
  if (!found) return false
  return found[1] === hash(text.slice(0, text.length - found[0].length), print)
}

function hash(body: string, print: string): string {
  return createHash('sha256').update(`${print}\n${body}`).digest('base64url')
}
