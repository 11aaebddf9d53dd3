import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { chooseLanguage } from '#locales/languages'
import { useSettings } from '../features/settings/use-settings'

const key = 'language'

/** The language of the last time, so that the first picture need not change its words when the settings come. */
export function recallLanguage(): string {
  return chooseLanguage(localStorage.getItem(key), navigator.languages)
}

/** Speaks the language of the settings, at once when it changes. */
export function useLanguage(): void {
  const { i18n } = useTranslation()
  const settings = useSettings()
  useEffect(() => {
    if (!settings) return
    const language = chooseLanguage(settings.language, navigator.languages)
    localStorage.setItem(key, language)
    if (i18n.language !== language) void i18n.changeLanguage(language)
  }, [i18n, settings])
  useEffect(() => {
    document.documentElement.lang = i18n.language
  }, [i18n.language])
}
