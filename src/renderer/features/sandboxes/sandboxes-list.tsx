import { useDeferredValue, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Skeleton } from '../../ui/skeleton'
import { FirstStart } from '../backends/first-start'
import { useSettings } from '../settings/use-settings'
import { useWaiting } from '../terminals/attention-store'
import { BulkBar } from './bulk-bar'
import { filterSandboxes } from './filter-sandboxes'
import { useLeaving } from './leaving'
import { ListNotices } from './list-notices'
import { useListStore } from './list-store'
import { ListToolbar } from './list-toolbar'
import { useListView } from './list-view-store'
import { keepMarks, useMarks } from './marks'
import { SandboxCards } from './sandbox-cards'
import { useSandboxList } from './sandbox-list-cache'
import { SandboxTable } from './sandbox-table'

export interface SandboxesListProps {
  readonly selectedId: string | null
  readonly onSelect: (id: string) => void
}

/** The list pane: toolbar, what has to be said, and the table or why there is none. */
export function SandboxesList({ selectedId, onSelect }: SandboxesListProps) {
  const { t } = useTranslation()
  const list = useSandboxList()
  const { search: typed, group, backend } = useListStore()
  // What is typed is drawn at once, also over a thousand rows; the list follows when there is time.
  const search = useDeferredValue(typed)
  const leaving = useLeaving((state) => state.ids)
  const marks = useMarks((state) => state.ids)
  const isCards = useListView((state) => state.layout === 'cards')
  const density = useSettings()?.density
  const staying = useMemo(() => {
    const all = list?.sandboxes ?? []
    return leaving.length === 0 ? all : all.filter((sandbox) => !leaving.includes(sandbox.id))
  }, [list, leaving])
  const waiting = useWaiting()
  const shown = useMemo(() => filterSandboxes(staying, { search, group, backend, waiting }), [staying, search, group, backend, waiting])
  useEffect(() => keepMarks(new Set(shown.map((sandbox) => sandbox.id))), [shown])
  const marked = marks.length === 0 ? [] : shown.filter((sandbox) => marks.includes(sandbox.id))
  if (!list) return <ListSkeleton />
  if (list.sandboxes.length === 0)
    return (
      <div className="flex min-h-0 grow flex-col overflow-y-auto pt-3">
        <ListNotices list={list} />
        <FirstStart />
      </div>
    )
  return (
    <section className="flex min-h-0 grow flex-col">
      <h1 className="sr-only">{t('list.label')}</h1>
      {marked.length > 0 ? <BulkBar sandboxes={marked} /> : <ListToolbar sandboxes={staying} />}
      <ListNotices list={list} />
      {shown.length === 0 ? (
        <NothingFound isLeaving={staying.length === 0} />
      ) : isCards ? (
        <SandboxCards sandboxes={shown} selectedId={selectedId} onSelect={onSelect} />
      ) : (
        <SandboxTable sandboxes={shown} selectedId={selectedId} rowHeight={density === 'compact' ? 32 : 40} onSelect={onSelect} />
      )}
    </section>
  )
}

/** Nothing fits what is asked for; or all that was here is about to be removed, which no filter explains. */
function NothingFound({ isLeaving }: { readonly isLeaving: boolean }) {
  const { t } = useTranslation()
  const search = useListStore((state) => state.search)
  if (isLeaving) return <EmptyState title={t('list.all_leaving')} />
  return (
    <EmptyState
      title={search === '' ? t('list.nothing_in_filter') : t('list.nothing_found', { search })}
      actions={<Button onClick={() => useListStore.setState({ search: '', group: 'all', backend: null })}>{t('list.show_all')}</Button>}
    >
      {t('list.search_hint')}
    </EmptyState>
  )
}

/** The shape of what comes, so that nothing jumps when it is there. */
function ListSkeleton() {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('list.loading')} className="flex grow flex-col px-4 pt-22">
      {[52, 38, 64, 46, 58].map((width) => (
        <div key={width} className="flex h-10 items-center gap-4">
          <Skeleton className="size-3 rounded-full" />
          <Skeleton className="h-3" style={{ width: `${width * 2}px` }} />
          <Skeleton className="ml-auto h-3 w-40" />
        </div>
      ))}
    </div>
  )
}
