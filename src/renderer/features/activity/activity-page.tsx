import { Download, ListFilter, Terminal } from 'lucide-react'
import { useDeferredValue } from 'react'
import { useTranslation } from 'react-i18next'
import { activityOutcomes, type ActivityFilter } from '#contract/activity'
import { actorSchema } from '#contract/actor'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Menu, MenuChoice, MenuItem, MenuSeparator } from '../../ui/menu'
import { Page } from '../../ui/page'
import { SearchBox } from '../../ui/search-box'
import { Skeleton } from '../../ui/skeleton'
import { useCopy } from '../../ui/use-copy'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { ActivityList } from './activity-list'
import { toFilter, useActivityStore } from './activity-store'
import { toExportCommand } from './to-export-command'
import { useActivity } from './use-activity'
import { useExportActivity } from './use-export-activity'

const nouns = ['sandboxes', 'run', 'exec', 'terminals', 'files', 'images', 'backends', 'templates', 'project', 'settings', 'data'] as const

/** Everything that was done: what, to what, by whom, when, how long, with what result. */
export function ActivityPage() {
  const { t } = useTranslation('activity')
  const store = useActivityStore()
  const filter = useDeferredValue(toFilter(store))
  const { entries, isPending, error, hasNextPage, fetchNextPage } = useActivity(filter)
  return (
    <Page
      title={t('page.title')}
      isFixed
      tools={<Filters />}
      actions={
        <>
          <SearchBox label={t('page.search')} value={store.search} onChange={(search) => useActivityStore.setState({ search })} />
          <Export filter={filter} />
        </>
      }
    >
      {error && <ErrorNotice error={toErrorData(error)} className="mx-5 mb-3" />}
      {isPending ? (
        <Loading />
      ) : entries.length === 0 ? (
        <Nothing isFiltered={Object.keys(filter).length > 0} />
      ) : (
        <ActivityList entries={entries} hasMore={hasNextPage} onMore={() => void fetchNextPage()} />
      )}
    </Page>
  )
}

function Filters() {
  const { t } = useTranslation('activity')
  const { actor, outcome, noun } = useActivityStore()
  const all = { value: 'all' as const, label: t('page.all') }
  const count = [actor, outcome, noun].filter((each) => each !== 'all').length
  return (
    <Menu
      align="start"
      trigger={
        <Button tone="quiet" aria-label={t('page.filter')}>
          <ListFilter aria-hidden />
          {count === 0 ? t('page.all') : [noun !== 'all' && t(`page.nouns.${noun}`), actor !== 'all' && t(`actor.${actor}`), outcome !== 'all' && t(`outcome.${outcome}`)].filter(Boolean).join(', ')}
        </Button>
      }
    >
      <MenuChoice label={t('page.what')} value={noun} options={[all, ...nouns.map((value) => ({ value, label: t(`page.nouns.${value}`) }))]} onChange={(value) => useActivityStore.setState({ noun: value })} />
      <MenuChoice label={t('page.who')} value={actor} options={[all, ...actorSchema.options.map((value) => ({ value, label: t(`actor.${value}`) }))]} onChange={(value) => useActivityStore.setState({ actor: value })} />
      <MenuChoice label={t('page.result')} value={outcome} options={[all, ...activityOutcomes.map((value) => ({ value, label: t(`outcome.${value}`) }))]} onChange={(value) => useActivityStore.setState({ outcome: value })} />
    </Menu>
  )
}

/** What is shown, all of it and not only what was read so far. */
function Export({ filter }: { readonly filter: ActivityFilter }) {
  const { t } = useTranslation('activity')
  const exportActivity = useExportActivity()
  const { copy } = useCopy()
  const command = toExportCommand(filter)
  return (
    <Menu
      trigger={
        <Button>
          <Download aria-hidden />
          {t('page.export')}
        </Button>
      }
    >
      <MenuItem onSelect={() => void exportActivity(filter, 'csv')}>{t('page.as_csv')}</MenuItem>
      <MenuItem onSelect={() => void exportActivity(filter, 'json')}>{t('page.as_json')}</MenuItem>
      {command !== null && (
        <>
          <MenuSeparator />
          <MenuItem icon={Terminal} onSelect={() => copy(command)}>
            <span className="font-mono text-small">{command}</span>
          </MenuItem>
        </>
      )}
    </Menu>
  )
}

function Nothing({ isFiltered }: { readonly isFiltered: boolean }) {
  const { t } = useTranslation('activity')
  if (!isFiltered) return <EmptyState title={t('page.empty')}>{t('page.empty_meaning')}</EmptyState>
  return <EmptyState title={t('page.nothing')} actions={<Button onClick={() => useActivityStore.setState({ search: '', actor: 'all', outcome: 'all', noun: 'all' })}>{t('page.show_all')}</Button>} />
}

function Loading() {
  const { t } = useTranslation('activity')
  return (
    <div role="status" aria-label={t('page.loading')} className="px-5 pt-4">
      {[44, 60, 38, 52, 47].map((width) => (
        <div key={width} className="flex h-9 items-center gap-4">
          <Skeleton className="size-3" />
          <Skeleton className="h-3" style={{ width: `${width * 3}px` }} />
        </div>
      ))}
    </div>
  )
}
