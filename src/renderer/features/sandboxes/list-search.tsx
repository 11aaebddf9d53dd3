import { ListFilter, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { KeyCap } from '../../ui/key-cap'
import { focusList } from './focus-list'
import { useListStore } from './list-store'

const fieldId = 'list-search'

/** Once the list is drawn. */
export function focusListSearch(): void {
  requestAnimationFrame(() => document.querySelector<HTMLInputElement>(`#${fieldId}`)?.focus())
}

/** Filters the list as it is typed into; Escape empties it and gives the focus back to the list. */
export function ListSearch() {
  const { t } = useTranslation()
  const search = useListStore((state) => state.search)
  return (
    <div className="group/search relative w-44 min-w-16 shrink-[100]">
      <ListFilter aria-hidden className="pointer-events-none absolute top-[7px] left-2 size-3.5 text-faint" strokeWidth={1.75} />
      <input
        id={fieldId}
        type="search"
        value={search}
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        onChange={(event) => useListStore.setState({ search: event.target.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            useListStore.setState({ search: '' })
            event.currentTarget.blur()
          }
          if (event.key === 'ArrowDown') focusList()
        }}
        className="h-7 w-full rounded-md border border-line bg-surface pr-7 pl-7 text-text transition-colors hover:border-line-strong focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 [&::-webkit-search-cancel-button]:hidden"
      />
      {search === '' ? (
        <span aria-hidden className="pointer-events-none absolute inset-y-0 right-1.5 flex items-center group-focus-within/search:hidden">
          <KeyCap>/</KeyCap>
        </span>
      ) : (
        <button type="button" aria-label={t('search.clear')} onClick={() => useListStore.setState({ search: '' })} className="absolute top-1 right-1 flex size-5 items-center justify-center rounded-sm text-muted hover:bg-pressed">
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </div>
  )
}
