import { describe, expect, test } from 'vitest'
import { readOsc777, readOsc9 } from './attention-text'
import { createScreenBuffer } from './screen-buffer'

describe('what a program says when it asks for attention', () => {
  test.each([
    ['Claude needs your permission', 'Claude needs your permission'],
    ['3 files changed', '3 files changed'],
    ['  ', ''],
    ['one\u202etwo\u0007\u200bthree', 'onetwothree'],
    ['<b>bold</b>', '<b>bold</b>']
  ])('OSC 9 %j is %j', (data, text) => expect(readOsc9(data)).toBe(text))

  test.each(['4;1;50', '4', '9;/root', '12'])('OSC 9 %j is no message', (data) => expect(readOsc9(data)).toBeNull())

  test('OSC 777 has a title and a body, and other verbs mean nothing', () => {
    expect(readOsc777('notify;Agent;done; now what')).toBe('Agent: done; now what')
    expect(readOsc777('notify;;only a body')).toBe('only a body')
    expect(readOsc777('notify')).toBe('')
    expect(readOsc777('precmd;x')).toBeNull()
  })

  test('is never long', () => {
    for (const text of [readOsc9('x'.repeat(5_000_000)), readOsc777(`notify;${'y'.repeat(5_000_000)}`)]) expect(text).toHaveLength(80)
  })
})

describe('a kept screen', () => {
  async function hear(pieces: readonly string[]): Promise<string[]> {
    const heard: string[] = []
    const screen = await createScreenBuffer({ columns: 80, rows: 24 })
    screen.onAttention((text) => heard.push(text))
    for (const piece of pieces) await screen.write(piece)
    screen.dispose()
    return heard
  }

  test('hears a bell and both messages, however they are cut', async () => {
    const output = 'text\u0007more\u001b]9;come here\u0007\u001b]777;notify;Agent;waits\u001b\\end'
    const expected = ['', 'come here', 'Agent: waits']
    expect(await hear([output])).toEqual(expected)
    expect(await hear([...output])).toEqual(expected)
  })

  test('takes neither the end of a title nor progress for a call', async () => {
    expect(await hear(['\u001b]0;a title\u0007\u001b]2;another\u0007\u001b]9;4;1;20\u0007\u001b]8;;https://example.org\u0007link\u001b]8;;\u0007'])).toEqual([])
  })
})
