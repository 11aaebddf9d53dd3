import { GitPullRequestArrow, RotateCw } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useActions } from '../palette/action-registry'

export interface ReviewShown {
  /** How many files are chosen. */
  readonly count: number
  readonly command: string
  readonly onBringBack: () => void
  readonly onRefresh: () => void
}

/** What can be done with the review that is shown, in the palette. */
export function useReviewPalette({ count, command, onBringBack, onRefresh }: ReviewShown): void {
  const { t } = useTranslation('review')
  useActions(
    'review',
    useMemo(
      () => [
        { id: 'review.bring_back', group: 'here', title: t('bring_back', { count }), icon: GitPullRequestArrow, command, isEnabled: count > 0, run: onBringBack },
        { id: 'review.again', group: 'here', title: t('again'), icon: RotateCw, run: onRefresh }
      ],
      [t, count, command, onBringBack, onRefresh]
    )
  )
}
