import { useTranslation } from 'react-i18next'
import type { ActivityEntry } from '#contract/activity'

const tones = { done: 'text-faint', failed: 'text-negative', cancelled: 'text-faint' } as const

/** How it ended, as a shape: what went well is the quietest. */
export function OutcomeMark({ outcome }: { readonly outcome: ActivityEntry['outcome'] }) {
  const { t } = useTranslation('activity')
  const line = { fill: 'none', stroke: 'currentColor', strokeWidth: 1.75, strokeLinecap: 'round', strokeLinejoin: 'round' } as const
  return (
    <svg role="img" aria-label={t(`outcome.${outcome}`)} viewBox="0 0 12 12" className={`size-3 shrink-0 ${tones[outcome]}`}>
      {outcome === 'done' && <path {...line} d="M2 6.4l2.7 2.6L10 3.4" />}
      {outcome === 'failed' && <path {...line} d="M2.5 2.5l7 7m0-7l-7 7" />}
      {outcome === 'cancelled' && <path {...line} d="M2.5 6h7" />}
    </svg>
  )
}
