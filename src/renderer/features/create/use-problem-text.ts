import type { FieldError } from 'react-hook-form'
import { useTranslation } from 'react-i18next'

/** The sentence of what is wrong with a field. The contract's own rules name theirs; other checks get one by kind. */
export function useProblemText(): (error: FieldError | undefined) => string | undefined {
  const { t, i18n } = useTranslation()
  return (error) => {
    if (!error) return undefined
    const key = `problems:${error.message ?? ''}`
    if (error.message !== undefined && i18n.exists(key)) return t(key)
    return t('create.out_of_range')
  }
}
