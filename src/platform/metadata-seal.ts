import { crc32 } from 'node:zlib'

const end = '\n}'
const sealed = /,\n\t"seal": "([\w-]+)"\n\}$/

/**
 * Puts a seal into the text of a document that was just checked: length and checksum of everything before it
 * and of `print`, which names what was checked for. Against mistakes, not against people: whoever can write the
 * file can also write a valid one, and a start pays less for this than for the library of strong hashes.
 */
export function sealText(text: string, print: string): string {
  const body = text.slice(0, -end.length)
  return `${body},\n\t"seal": "${sum(body, print)}"${end}`
}

/** True when nobody has touched the text since it was checked for just this. */
export function isSealed(text: string, print: string): boolean {
  const found = sealed.exec(text.slice(-100))
  if (!found) return false
  return found[1] === sum(text.slice(0, text.length - found[0].length), print)
}

function sum(body: string, print: string): string {
  return `${body.length}-${crc32(body, crc32(print))}`
}
