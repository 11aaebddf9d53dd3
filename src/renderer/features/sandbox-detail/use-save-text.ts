import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { renderError } from '#locales/index'
import { useApi } from '../../ui/api-context'
import { useToasts } from '../../ui/toast'
import { toErrorData, useText } from '../../ui/use-text'

/** Asks where, writes the text there, and says where it went. */
export function useSaveText(): (suggestedName: string, content: string) => Promise<void> {
  const { t } = useTranslation()
  const api = useApi()
  const toasts = useToasts()
  const text = useText()
  return useCallback(async (suggestedName: string, content: string) => {
    try {
      const { path } = await api.host.saveText({ suggestedName, text: content })
      if (path !== null) toasts.add({ title: t('detail:saved'), description: path })
    } catch (thrown) {
      toasts.add({ type: 'failure', priority: 'high', title: t('detail:not_saved', { name: suggestedName }), description: renderError(text, toErrorData(thrown)) })
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- toasts are stable
  }, [api, t, text])
}
