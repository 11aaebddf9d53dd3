import { createInstance, type i18n } from 'i18next'
import type { ErrorData } from '#contract/errors'
import type { Text } from '#contract/text'
import { german } from './de'
import { english } from './en'
import { chooseLanguage } from './languages'

export type Translate = (text: Text) => string

/** All texts, by language, then by namespace (one JSON file each). English is complete and the fallback. */
const resources = { en: english, de: german } as const

/** An i18next instance with every text loaded: no request, ready at once. Unknown languages read English. */
export function createI18n(language: string): i18n {
  const instance = createInstance()
  void instance.init({
    lng: chooseLanguage(language, []),
    fallbackLng: 'en',
    resources,
    ns: Object.keys(english),
    defaultNS: 'core',
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

/** Of NOT_SUPPORTED: powers of engines that have a name for people. Others are words that a person typed, or of an engine's own. */
const features = new Set(['build', 'files', 'images', 'images_load', 'kill', 'login', 'logs', 'setup'])

/** Renders an error as its sentence, with its reason inside it; an empty list of ready backends reads as a word, and a power by its name. */
export function renderError(translate: Translate, error: Pick<ErrorData, 'code' | 'params' | 'because'>): string {
  const because = error.because ? translate(error.because) : ''
  // These say themselves what they are about.
  if (error.code === 'INVALID_INPUT' && error.because?.key.startsWith('problems.names.')) return `${because}.`
  const { feature } = error.params
  const named = typeof feature === 'string' && features.has(feature) ? { feature: translate({ key: `core.features.${feature}` }) } : {}
  const ready = error.params['ready'] === '' ? { ready: translate({ key: 'core.none' }) } : {}
  return translate({ key: `errors.${error.code}`, params: { ...error.params, ...ready, ...named, because } }).replaceAll(/ {2,}/g, ' ').trim()
}
