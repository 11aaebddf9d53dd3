import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { EmptyState } from '../../ui/empty-state'
import { toErrorData } from '../../ui/use-text'
import { ActivityList } from '../activity/activity-list'
import { useActivity } from '../activity/use-activity'
import { ErrorNotice } from '../problems/error-notice'

/** What was done to this sandbox, newest first, by whom and how it ended. */
export function SandboxActivity({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const { entries, isPending, error, hasNextPage, fetchNextPage } = useActivity(useMemo(() => ({ sandboxId: sandbox.id }), [sandbox.id]))
  if (error)
    return (
      <div className="p-4">
        <ErrorNotice error={toErrorData(error)} />
      </div>
    )
  if (isPending) return null
  if (entries.length === 0) return <EmptyState title={t('detail:activity.none')}>{t('detail:activity.none_hint')}</EmptyState>
  return <ActivityList isOfOne entries={entries} hasMore={hasNextPage} onMore={() => void fetchNextPage()} />
}
