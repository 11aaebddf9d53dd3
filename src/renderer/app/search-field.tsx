import { Search, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useListStore } from '../features/sandboxes/list-store'
import { KeyCap } from '../ui/key-cap'

export const searchFieldId = 'search'

/** Filters the list as it is typed into; Escape empties it and gives the focus back to the list. */
export function SearchField() {
  const { t } = useTranslation()
  const [location, navigate] = useLocation()
  const search = useListStore((state) => state.search)
  const set = (value: string) => {
    useListStore.setState({ search: value })
    if (!location.startsWith('/sandboxes')) navigate('/sandboxes')
  }
  return (
    <div className="no-drag group/search relative w-80 max-w-[40vw] min-w-40 shrink">
      <Search aria-hidden className="pointer-events-none absolute top-1.5 left-2 size-4 text-faint" strokeWidth={1.75} />
      <input
        id={searchFieldId}
        type="search"
        value={search}
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        onChange={(event) => set(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            useListStore.setState({ search: '' })
            event.currentTarget.blur()
          }
          if (event.key === 'ArrowDown') document.querySelector<HTMLElement>('[role=row][tabindex="0"]')?.focus()
        }}
        className="h-7 w-full rounded-md border border-line bg-surface pr-8 pl-8 text-text transition-colors hover:border-line-strong focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 [&::-webkit-search-cancel-button]:hidden"
      />
      {search === '' ? (
        <span aria-hidden className="pointer-events-none absolute top-1.5 right-2 group-focus-within/search:hidden">
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
