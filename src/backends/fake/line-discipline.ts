import type { Pipe } from './pipe'
import { family, type FakeProcess } from './process'

const [interrupt, endOfInput, erase, erase2, newline, carriageReturn] = [3, 4, 8, 127, 10, 13]

/** What a terminal does between keys and program: echo, lines, erase, Ctrl-C and Ctrl-D. */
export function createLineDiscipline(stdin: Pipe<Uint8Array>, echo: (data: Uint8Array) => Promise<void>, foreground: () => FakeProcess): (keys: Uint8Array) => Promise<void> {
  let line: number[] = []
  const press = async (key: number): Promise<void> => {
    if (key === interrupt) {
      line = []
      await echo(new TextEncoder().encode('^C\r\n'))
      for (const process of family(foreground())) process.send('INT')
    } else if (key === endOfInput) {
      if (line.length === 0) stdin.end()
    } else if (key === erase || key === erase2) {
      if (line.pop() !== undefined) await echo(new TextEncoder().encode('\b \b'))
    } else if (key === newline || key === carriageReturn) {
      await echo(Uint8Array.of(carriageReturn, newline))
      await stdin.write(Uint8Array.of(...line, newline))
      line = []
    } else {
      line.push(key)
      await echo(Uint8Array.of(key))
    }
  }
  return async (keys) => {
    for (const key of keys) await press(key)
  }
}

/** Output on a terminal: every line feed goes with a carriage return. */
export function toTerminalOutput(data: Uint8Array): Uint8Array {
  if (!data.includes(newline)) return data
  const bytes: number[] = []
  for (const byte of data) bytes.push(...(byte === newline ? [carriageReturn, newline] : [byte]))
  return Uint8Array.from(bytes)
}
