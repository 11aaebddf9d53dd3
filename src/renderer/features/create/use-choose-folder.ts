import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChosenFolder } from '#contract/window-api'
import { useApi } from '../../ui/api-context'
import { useTellFailure } from '../problems/use-tell-failure'

/** Asks for a folder in the system's dialog; null when the person chose none, or was told that none can be chosen. */
export function useChooseFolder(): (purpose: 'project' | 'mount' | 'download') => Promise<ChosenFolder | null> {
  const { t } = useTranslation()
  const api = useApi()
  const tellFailure = useTellFailure()
  return useCallback(
    async (purpose) => {
      try {
        return (await api.host.chooseFolder({ purpose })).folder
      } catch (thrown) {
        tellFailure(t('problems.no_folder_dialog'), thrown)
        return null
      }
    },
    [api, t, tellFailure]
  )
}
