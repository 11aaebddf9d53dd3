import { createInstance, type i18n } from 'i18next'
import type { Text } from '#contract/text'
import { english } from './en'

export type Translate = (text: Text) => string

/** All texts, by language, then by namespace (one JSON file each). English is complete and the fallback. */
export const resources = { en: english } as const

/** An i18next instance with every text loaded: no request, ready at once. Unknown languages read English. */
export function createI18n(language: string): i18n {
  const instance = createInstance()
  void instance.init({
    lng: language,
    fallbackLng: 'en',
    resources,
    ns: Object.keys(english),
    defaultNS: 'window',
    initAsync: false,
    interpolation: { escapeValue: false }
  })
  return instance
}

/** Renders a Text: its key is `namespace.path.to.sentence`. */
export function createTranslate(instance: i18n): Translate {
  return ({ key, params }) => {
    const dot = key.indexOf('.')
    return instance.t(`${key.slice(0, dot)}:${key.slice(dot + 1)}`, { ...params })
  }
}
