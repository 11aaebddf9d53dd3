import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { ErrorNotice } from '../problems/error-notice'
import { useSettingFailure } from './use-setting'

/** Stays in sight on a page whose choices could not be kept: the controls show what holds again. */
export function SettingFailure() {
  const { t } = useTranslation('settings')
  const error = useSettingFailure((state) => state.error)
  useEffect(() => () => useSettingFailure.setState({ error: null }), [])
  if (!error || error.code === 'INVALID_INPUT') return null
  return <ErrorNotice error={error} title={t('not_kept')} onDismiss={() => useSettingFailure.setState({ error: null })} className="mx-5 mb-3 shrink-0" />
}
