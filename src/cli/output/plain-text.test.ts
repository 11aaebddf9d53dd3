import { assert, property, string, nat } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPlainText, toPlainLine, toPlainText } from './plain-text'

const nasty = [
  ['a\u001B[31mred\u001B[0m', 'ared'],
  ['\u001B]0;owned\u0007title', 'title'],
  ['\u001B]8;;https://evil\u001B\\link\u001B]8;;\u001B\\', 'link'],
  ['\u001B]52;c;cm0gLXJm\u0007x', 'x'],
  ['\u001B[2J\u001B[H\u001Bc', ''],
  ['\u009B31mx', 'x'],
  ['a\u202Eb\u2066c\u200Bd', 'abcd'],
  ['bell\u0007 back\bspace\u007F', 'bell backspace'],
  ['tab\tstays\nand lines', 'tab\tstays\nand lines'],
  ['日本 çé 🙂', '日本 çé 🙂']
] as const

describe('plain text', () => {
  it.each(nasty)('takes orders to the terminal out of %j', (input, output) => {
    expect(toPlainText(input)).toBe(output)
  })

  it.each(nasty)('does the same when %j arrives one character at a time', (input, output) => {
    const plain = createPlainText()
    expect([...input].map((character) => plain(character)).join('')).toBe(output)
  })

  it('never lets an escape through, wherever the text is cut', () => {
    assert(
      property(string({ unit: 'binary', maxLength: 60 }), nat(60), (text, cut) => {
        const plain = createPlainText()
        const out = plain(`\u001B[1m${text.slice(0, cut)}`) + plain(text.slice(cut))
        return !['\u001B', '\u009B', '\u202E'].some((order) => out.includes(order))
      })
    )
  })

  it('puts a value on one line', () => {
    expect(toPlainLine('a\nb\r\n\tc')).toBe('a b c')
  })
})
