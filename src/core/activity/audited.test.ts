import { describe, expect, it } from 'vitest'
import { createI18n, createTranslate } from '#locales/index'
import { auditedActions } from './audited'

describe('what is written down', () => {
  it.each(['en', 'de'])('has a text for every action in %s', (language) => {
    const translate = createTranslate(createI18n(language))
    const untold = auditedActions.filter((action) => translate({ key: `activity.${action}` }) === action)
    expect(auditedActions).toHaveLength(new Set(auditedActions).size)
    expect(untold).toEqual([])
  })
})
