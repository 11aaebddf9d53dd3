import { Terminal } from '@xterm/headless'
import * as fc from 'fast-check'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import type { Clock, ScreenBuffer } from '../ports'
import { dropScrolledOff, ScreenFeed } from './screen-feed'

const clock: Clock = { now: () => 0, monotonic: () => 0, sleep: (ms) => sleep(ms) }

describe('what scrolled off', () => {
  const [columns, rows, scrollback] = [20, 5, 10]

  async function show(pieces: readonly string[]): Promise<string[]> {
    const terminal = new Terminal({ cols: columns, rows, scrollback, allowProposedApi: true, logLevel: 'off' })
    for (const piece of pieces) await new Promise<void>((resolve) => terminal.write(piece, resolve))
    const { active } = terminal.buffer
    const lines = Array.from({ length: active.length }, (_, index) => active.getLine(index)?.translateToString(true) ?? '')
    return [...lines, `cursor ${active.cursorX},${active.cursorY}`]
  }

  test('leaves no trace on a screen, whatever was on it before', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\t', '文'), maxLength: 30 })
    const before = fc.array(fc.constantFrom('text', '\u001b[31m', '\u001b[?1049h', '\u001b[', '\r\n', '\u001b[3'), { maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(before, fc.array(line, { minLength: 1, maxLength: 60 }), async (start, lines) => {
        const text = lines.join('\r\n')
        const dropped = dropScrolledOff(text, rows + scrollback)
        expect(await show([start.join(''), dropped])).toEqual(await show([start.join(''), text]))
      }),
      { numRuns: 200 }
    )
  })

  test('is left out of a flood of plain lines, but for the first', () => {
    const text = Array.from({ length: 1000 }, (_, index) => `line ${index}`).join('\r\n')
    expect(dropScrolledOff(text, 3)).toBe('line 0\r\nline 996\r\nline 997\r\nline 998\r\nline 999')
  })

  test.each(['\u001b[31m', '\u0007', '\b', '\u009b', '\u000e', '\rover', '\nstairs'])('is kept when %j is in it', (mark) => {
    const text = `${'line\r\n'.repeat(100)}${mark}${'line\r\n'.repeat(100)}`
    expect(dropScrolledOff(text, 10)).toBe(text)
  })
})

describe('the feed of a screen', () => {
  function setUp() {
    const written: string[] = []
    const screen: ScreenBuffer = {
      write: async (text) => void written.push(text),
      resize: () => undefined,
      onAttention: () => undefined,
      serialize: () => written.join(''),
      title: '',
      lines: 100,
      dispose: () => undefined
    }
    return { feed: new ScreenFeed(screen, clock), text: () => written.join(''), written }
  }

  test('takes everything in at rest', async () => {
    const { feed, text } = setUp()
    await feed.add('one ')
    await feed.add('two')
    expect(text()).toBe('')
    await vi.waitFor(() => expect(text()).toBe('one two'))
  })

  test('takes everything in when it is asked to', async () => {
    const { feed, text } = setUp()
    await feed.add('now')
    await feed.settle()
    expect(text()).toBe('now')
  })

  test('takes little of a plain flood, and all of one that draws', async () => {
    for (const [line, isLittle] of [['plain\r\n', true], ['\u001b[32mdrawn\r\n', false]] as const) {
      const { feed, text } = setUp()
      const piece = line.repeat(10_000)
      for (let count = 0; count < 200; count += 1) await feed.add(piece)
      await feed.settle()
      expect(text().length < 3_000_000).toBe(isLittle)
      expect(text().length === 200 * piece.length).toBe(!isLittle)
    }
  })
})
