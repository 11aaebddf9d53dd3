import { expect, test } from 'vitest'
import { toSafeTitle } from './terminal-title'

test.each([
  ['a\u0000b\u001b[2Jc', 'ab[2Jc'],
  ['\u0007vim \u202Etxt.exe\u2066', 'vim txt.exe'],
  ['\u2066left\u2069\u200b\u061c', 'left'],
  ['x'.repeat(300), 'x'.repeat(80)],
  ['🦊'.repeat(100), '🦊'.repeat(80)],
  ['  ', '']
])('cleans the title %j', (raw, safe) => {
  expect(toSafeTitle(raw)).toBe(safe)
})
