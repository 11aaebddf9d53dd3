import { createI18n, createTranslate, type Translate } from '#locales/index'

/** The texts in the language of the caller's locale; English where there is none. */
export function loadTexts(environment: Readonly<Record<string, string | undefined>>): Translate {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || 'en'
  return createTranslate(createI18n(locale))
}
