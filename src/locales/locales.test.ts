import { describe, expect, it } from 'vitest'
import { errorCodes } from '#contract/errors'
import { createI18n, createTranslate, renderError } from './index'
import { english } from './en'

const translate = createTranslate(createI18n('en'))

describe('locales', () => {
  it('has a sentence for every error code and for nothing else', () => {
    expect(Object.keys(english.errors).sort()).toEqual([...errorCodes].sort())
  })

  it('puts the reason of an error inside its sentence', () => {
    const refusal = (key: string): string => renderError(translate, { code: 'INVALID_INPUT', params: { field: 'name' }, because: { key: `problems.${key}`, params: { character: '/' } } })
    expect(refusal('no_command')).toMatch(/^name: /)
    expect(refusal('names.bad_character')).toBe("Sandbox name contains invalid character '/'. Use letters, numbers, hyphens and underscores.")
  })

  it('reads an empty list as none', () => {
    expect(renderError(translate, { code: 'BACKEND_UNKNOWN', params: { name: 'x', known: 'docker', ready: '' } })).toContain('Ready here: none.')
  })

  it('uses plural forms', () => {
    expect(translate({ key: 'core.restored_from_labels', params: { count: 1 } })).toContain('1 sandbox was')
  })
})
