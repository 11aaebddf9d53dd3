import { describe, expect, it } from 'vitest'
import { chooseLanguage } from './languages'

describe('the language', () => {
  it('is the chosen one, whatever the system prefers', () => {
    expect(chooseLanguage('de', ['en-US'])).toBe('de')
    expect(chooseLanguage('en', ['de-DE'])).toBe('en')
  })

  it('is the first of the preferred ones that there is', () => {
    expect(chooseLanguage(null, ['fr-FR', 'de-CH', 'en'])).toBe('de')
    expect(chooseLanguage(null, ['de_AT.UTF-8'])).toBe('de')
  })

  it('is English where nothing fits', () => {
    expect(chooseLanguage(null, [])).toBe('en')
    expect(chooseLanguage('tlh', ['C.UTF-8', 'POSIX', 'deutsch'])).toBe('en')
  })
})
