import { useTranslation } from 'react-i18next'
import { useCallback } from 'react'
import type { ActivityFilter } from '#contract/activity'
import { useApi } from '../../ui/api-context'
import { useToasts } from '../../ui/toast'
import { useTellFailure } from '../problems/use-tell-failure'

export type ExportFormat = 'csv' | 'json'

/** Everything that fits, not only what was read so far, into a file that the person chooses. */
export function useExportActivity(): (filter: ActivityFilter, format: ExportFormat) => Promise<void> {
  const { t } = useTranslation('activity')
  const api = useApi()
  const toasts = useToasts()
  const tellFailure = useTellFailure()
  return useCallback(
    async (filter, format) => {
      try {
        const exported = await api.activity.export({ ...filter, format })
        const { path } = await api.host.saveText({ suggestedName: `agentkernel-activity-${new Date().toISOString().slice(0, 10)}.${format}`, text: exported.text })
        if (path !== null) toasts.add({ title: t('page.exported'), description: path })
      } catch (thrown) {
        tellFailure(t('page.export_failed'), thrown)
      }
    },
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- toasts are stable
    [api, t, tellFailure]
  )
}
