import { expect, it } from 'vitest'
import { settingsSchema } from '#contract/settings'
import { toFontFamily, toTerminalOptions } from './terminal-options'

it('takes every choice about terminals', () => {
  const settings = settingsSchema.parse({ terminalFontSize: 16, terminalScrollback: 200, terminalCursorBlinks: true, terminalScreenReader: true })
  expect(toTerminalOptions(settings)).toEqual({ fontSize: 16, scrollback: 200, cursorBlink: true, screenReaderMode: true })
})

it.each([
  [null, /^'JetBrains Mono Variable'/],
  ['Iosevka Term', /^"Iosevka Term", 'JetBrains Mono Variable'/],
  ['a"; b\\', /^"a; b", /]
])('names the font %j before our own', (font, family) => {
  expect(toFontFamily(font)).toMatch(family)
})
