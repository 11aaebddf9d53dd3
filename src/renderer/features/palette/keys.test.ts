import { describe, expect, it } from 'vitest'
import { isChord, matchesKeys, toKeyCaps, type KeyPress } from './keys'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })

describe('keys', () => {
  it('takes Mod as Ctrl, and as Cmd on a Mac', () => {
    expect(matchesKeys('Mod+K', press('k', { ctrlKey: true }), false)).toBe(true)
    expect(matchesKeys('Mod+K', press('k', { metaKey: true }), false)).toBe(false)
    expect(matchesKeys('Mod+K', press('k', { metaKey: true }), true)).toBe(true)
    expect(matchesKeys('Mod+K', press('k', { ctrlKey: true }), true)).toBe(false)
  })

  it('means a letter without Shift, and a sign whatever it is typed with', () => {
    expect(matchesKeys('N', press('n'), false)).toBe(true)
    expect(matchesKeys('N', press('N', { shiftKey: true }), false)).toBe(false)
    expect(matchesKeys('?', press('?', { shiftKey: true }), false)).toBe(true)
    expect(matchesKeys('N', press('n', { ctrlKey: true }), false)).toBe(false)
  })

  it('knows the plus key itself', () => {
    expect(matchesKeys('Ctrl++', press('+', { ctrlKey: true, shiftKey: true }), false)).toBe(true)
    expect(toKeyCaps('Ctrl++', false)).toEqual(['Ctrl', '+'])
  })

  it('tells chords from plain keys', () => {
    expect(isChord('Mod+K')).toBe(true)
    expect(isChord('N')).toBe(false)
    expect(isChord('?')).toBe(false)
  })

  it('draws caps as they are printed on the keyboard', () => {
    expect(toKeyCaps('Mod+K', true)).toEqual(['⌘', 'K'])
    expect(toKeyCaps('Mod+K', false)).toEqual(['Ctrl', 'K'])
    expect(toKeyCaps('Delete', false)).toEqual(['Del'])
  })
})
