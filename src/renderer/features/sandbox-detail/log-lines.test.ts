import { describe, expect, it } from 'vitest'
import { createLineBuffer, mostLines, stripEscapes } from './log-lines'

describe('stripEscapes', () => {
  it.each([
    ['colours', '\u001b[1;32mok\u001b[0m', 'ok'],
    ['cursor movements', 'a\u001b[2K\u001b[1Gb', 'ab'],
    ['titles', '\u001b]0;evil\u0007text', 'text'],
    ['links, but not their text', '\u001b]8;;https://x.example\u001b\\here\u001b]8;;\u001b\\', 'here'],
    ['single control characters', 'a\u0007\u0000\rb\tc', 'ab\tc']
  ])('takes out %s', (_what, text, plain) => {
    expect(stripEscapes(text)).toBe(plain)
  })
})

describe('createLineBuffer', () => {
  it('joins a line that came in two chunks, also with the other stream between', () => {
    const buffer = createLineBuffer()
    buffer.add({ stream: 'stdout', text: 'hel' })
    buffer.add({ stream: 'stderr', text: 'oops\n' })
    buffer.add({ stream: 'stdout', text: 'lo\nnext' })
    expect(buffer.lines().map(({ stream, text }) => `${stream} ${text}`)).toEqual(['stderr oops', 'stdout hello', 'stdout next'])
  })

  it('keeps only the newest lines, each with the number it always had', () => {
    const buffer = createLineBuffer()
    buffer.add({ stream: 'stdout', text: 'x\n'.repeat(mostLines + 3) })
    expect(buffer.lines()).toHaveLength(mostLines)
    expect(buffer.lines()[0]?.number).toBe(4)
  })
})
