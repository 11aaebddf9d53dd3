import { Progress as BaseProgress } from '@base-ui/react/progress'
import { useTranslation } from 'react-i18next'
import type { Progress } from '#contract/progress'
import { formatBytes } from '../../ui/format'
import { Spinner } from '../../ui/spinner'
import { useSeconds } from '../../ui/use-seconds'
import { useText } from '../../ui/use-text'

export interface PullProgressProps {
  readonly progress: Progress | null
  readonly startedAtMs: number
}

/** What the creation does now, how far it is, and for how long it has been at it. */
export function PullProgress({ progress, startedAtMs }: PullProgressProps) {
  const { t, i18n } = useTranslation()
  const text = useText()
  const seconds = useSeconds(startedAtMs)
  const { done, total, unit } = progress ?? {}
  const isKnown = done !== undefined && total !== undefined && total > 0
  return (
    <BaseProgress.Root value={isKnown ? Math.min(100, (done / total) * 100) : null} className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <Spinner />
        <BaseProgress.Label className="min-w-0 truncate">{progress ? text(progress.text) : t('create.working')}</BaseProgress.Label>
        <span className="tabular ml-auto shrink-0 text-small text-muted">
          {done !== undefined && unit !== 'items' && `${formatBytes(done, i18n.language)}${isKnown ? ` / ${formatBytes(total, i18n.language)}` : ''}, `}
          {t('create.seconds', { count: seconds })}
        </span>
      </div>
      <BaseProgress.Track className="h-1 overflow-hidden rounded-full bg-pressed">
        <BaseProgress.Indicator className="h-full rounded-full bg-progress transition-[width] data-indeterminate:w-1/4" />
      </BaseProgress.Track>
      {progress?.parts && <Parts parts={progress.parts} />}
    </BaseProgress.Root>
  )
}

function Parts({ parts }: { readonly parts: NonNullable<Progress['parts']> }) {
  return (
    <ul aria-hidden className="flex flex-wrap gap-x-3 gap-y-1">
      {parts.slice(0, 12).map((part) => (
        <li key={part.id} className="flex items-center gap-1.5 font-mono text-label text-faint">
          <span className="h-1 w-8 overflow-hidden rounded-full bg-pressed">
            <span className="block h-full bg-faint" style={{ width: `${part.total ? ((part.done ?? 0) / part.total) * 100 : 0}%` }} />
          </span>
          {part.id.slice(0, 8)}
        </li>
      ))}
    </ul>
  )
}
