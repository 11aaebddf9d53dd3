import { Search } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { KeyCap } from '../ui/key-cap'
import { isMac, toKeyCaps } from '../features/palette/keys'
import { showPalette } from '../features/palette/palette-store'

/** Looks like a field because one types next; what is typed goes into the palette that it opens. */
export function SearchField() {
  const { t } = useTranslation('palette')
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
      onClick={showPalette}
      className="no-drag flex h-7 w-96 max-w-[44vw] min-w-40 shrink items-center gap-2 rounded-md border border-line bg-surface px-2 text-left text-faint transition-colors hover:border-line-strong hover:text-muted"
    >
      <Search aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      <span className="min-w-0 grow truncate">{t('open')}</span>
      <span aria-hidden className="flex gap-0.5">
        {toKeyCaps('Mod+K', isMac).map((cap) => (
          <KeyCap key={cap}>{cap}</KeyCap>
        ))}
      </span>
    </button>
  )
}
