import { TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Text } from '#contract/text'
import { useText } from './use-text'

/** In what a person's choices are looser than the profile; nothing where they are not. Quiet: it is so by choice. */
export function LoosenedNote({ loosened }: { readonly loosened: readonly Text[] }) {
  const { t } = useTranslation()
  const text = useText()
  if (loosened.length === 0) return null
  return (
    <div role="note" aria-label={t('loosened')} className="flex items-start gap-2 text-small text-muted">
      <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0 text-caution" strokeWidth={1.75} />
      <ul className="min-w-0 [overflow-wrap:anywhere]">
        {loosened.map((each) => (
          <li key={`${each.key}${JSON.stringify(each.params)}`}>{text(each)}</li>
        ))}
      </ul>
    </div>
  )
}
