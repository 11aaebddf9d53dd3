import { useTranslation } from 'react-i18next'
import { AppError, type ErrorData } from '#contract/errors'
import { createTranslate, type Translate } from '#locales/index'
import { titleBackends } from './backend-titles'

/** Renders the texts that core and backends send as keys. Errors have their sentence by `renderError` of the locales. */
export function useText(): Translate {
  const { i18n } = useTranslation()
  const translate = createTranslate(i18n)
  return ({ key, params }) => {
    const shown = Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, typeof value === 'string' ? titleBackends(value) : value]))
    // A reason may be an error's sentence, told without the reason that the error itself had.
    return key.startsWith('errors.') ? translate({ key, params: { because: '', ...shown } }).replaceAll(/ {2,}/g, ' ') : translate({ key, params: shown })
  }
}

export function toErrorData(error: unknown): ErrorData {
  return AppError.from(error).toData()
}
