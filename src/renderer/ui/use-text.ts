import { useTranslation } from 'react-i18next'
import { AppError, type ErrorData } from '#contract/errors'
import type { Text } from '#contract/text'
import { createTranslate, type Translate } from '#locales/index'
import { titleBackends } from './backend-titles'

/** Renders the texts that core and backends send as keys. */
export function useText(): Translate {
  const { i18n } = useTranslation()
  const translate = createTranslate(i18n)
  return ({ key, params }) => translate({ key, params: Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, typeof value === 'string' ? titleBackends(value) : value])) })
}

/** The sentence of an error: what happened, why, what was expected. */
export function toErrorText(error: ErrorData, translate: Translate): Text {
  return { key: `errors.${error.code}`, params: { ...error.params, ...(error.because && { because: translate(error.because) }) } }
}

export function toErrorData(error: unknown): ErrorData {
  return AppError.from(error).toData()
}
