import { useTranslation } from 'react-i18next'

/** What is being typed to go to a row, over the foot of the list. */
export function GoToChip({ typed }: { readonly typed: string | null }) {
  const { t } = useTranslation()
  if (typed === null) return null
  return (
    <div role="status" className="absolute bottom-3 left-1/2 flex h-8 -translate-x-1/2 items-center gap-2 rounded-md bg-raised px-3 text-small text-muted shadow-float">
      {t('sandboxes:go_to')} <span className="font-mono text-text">{typed === '' ? '…' : typed}</span>
    </div>
  )
}
