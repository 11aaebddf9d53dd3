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

  it('tells what the words of an engine mean beside them, or in their place', () => {
    const told = (reason: string, because?: { key: string }): string => renderError(translate, { code: 'SANDBOX_START_FAILED', params: { name: 'dev', reason }, ...(because && { because }) })
    expect(told('exit code 1')).toBe("Sandbox 'dev' did not start: exit code 1")
    expect(told('Drive config error: it', { key: 'reasons.start_disk' })).toBe("Sandbox 'dev' did not start: Firecracker could not open one of its disks. Drive config error: it")
    expect(told('', { key: 'reasons.kvm_denied' })).toBe("Sandbox 'dev' did not start: /dev/kvm is there, but you may not use it.")
  })

  it('reads an empty list as none', () => {
    expect(renderError(translate, { code: 'BACKEND_UNKNOWN', params: { name: 'x', known: 'docker', ready: '' } })).toContain('Ready here: none.')
  })

  it('uses plural forms', () => {
    expect(translate({ key: 'core.restored_from_labels', params: { count: 1 } })).toContain('1 sandbox was')
  })
})
