import { Search, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { classNames } from './class-names'

export interface SearchBoxProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly className?: string
}

/** Narrows what stands below while it is typed into; Escape empties it, and gives the focus away when it is empty. */
export function SearchBox({ label, value, onChange, className }: SearchBoxProps) {
  const { t } = useTranslation()
  return (
    <div className={classNames('relative w-56 min-w-28 shrink', className)}>
      <Search aria-hidden className="pointer-events-none absolute top-[7px] left-2 size-3.5 text-faint" strokeWidth={1.75} />
      <input
        type="search"
        value={value}
        aria-label={label}
        placeholder={label}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          if (value === '') event.currentTarget.blur()
          onChange('')
        }}
        className="h-7 w-full rounded-md border border-line bg-surface pr-7 pl-7 text-ellipsis text-text transition-colors placeholder-shown:pr-2 hover:border-line-strong focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 [&::-webkit-search-cancel-button]:hidden"
      />
      {value !== '' && (
        <button type="button" aria-label={t('search.clear')} onClick={() => onChange('')} className="absolute top-1 right-1 flex size-5 items-center justify-center rounded-sm text-muted hover:bg-pressed">
          <X aria-hidden className="size-3.5" />
        </button>
      )}
    </div>
  )
}
