import { ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { ActivityEntry } from '#contract/activity'
import { classNames } from '../../ui/class-names'
import { formatDuration } from '../../ui/format'
import { dateFormat } from '../../ui/formatters'
import { RelativeTime } from '../../ui/relative-time'
import { BackendMark } from '../backends/backend-mark'
import { ErrorNotice } from '../problems/error-notice'
import { useSandbox } from '../sandboxes/sandbox-list-cache'
import { OutcomeMark } from './outcome-mark'

export interface ActivityRowProps {
  readonly entry: ActivityEntry
  readonly isOpen: boolean
  /** Below the sandbox that all of it was done to. */
  readonly isOfOne: boolean
  readonly onToggle: () => void
}

/** One thing that was done. A failed one opens to what went wrong. */
export function ActivityRow({ entry, isOpen, isOfOne, onToggle }: ActivityRowProps) {
  const { t, i18n } = useTranslation('activity')
  const { error, backend } = entry
  const exact = dateFormat(i18n.language, { timeStyle: 'short' }).format(new Date(entry.at))
  return (
    <div role="listitem" className="border-b border-line">
      <div className="flex h-9 items-center gap-3 px-5 transition-colors hover:bg-hover">
        <OutcomeMark outcome={entry.outcome} />
        <span className={classNames('shrink-0 truncate', isOfOne ? 'w-28 @md/activity:w-36' : 'w-44')}>{t(entry.action, { defaultValue: entry.action })}</span>
        <span className="flex min-w-0 grow items-center gap-2">
          {!isOfOne && <Subject entry={entry} />}
          {entry.detail !== undefined && entry.detail !== '' && <span className="min-w-0 truncate font-mono text-small text-muted">{entry.detail}</span>}
          {error && (
            <button type="button" aria-expanded={isOpen} onClick={onToggle} className="flex shrink-0 items-center gap-0.5 rounded-sm px-1 text-small text-negative hover:bg-pressed">
              <ChevronRight aria-hidden className={classNames('size-3.5 transition-transform', isOpen && 'rotate-90')} />
              {t('page.why')}
            </button>
          )}
        </span>
        {!isOfOne && <span className="hidden w-8 shrink-0 @2xl/activity:block">{backend && <BackendMark kind={backend} className="text-muted" />}</span>}
        <span className="hidden w-20 shrink-0 truncate text-muted @md/activity:block">{t(`actor.${entry.actor}`)}</span>
        <span className="tabular hidden w-16 shrink-0 text-right text-muted @lg/activity:block">{formatDuration(entry.durationMs, i18n.language)}</span>
        <span className="tabular w-22 shrink-0 text-right whitespace-nowrap text-muted @md/activity:w-28">{isRecent(entry.at) ? <RelativeTime at={entry.at} /> : exact}</span>
      </div>
      {error && isOpen && <ErrorNotice error={error} className="mx-5 mb-3" />}
    </div>
  )
}

/** The last hour is told as how long ago; before that the clock says more. */
function isRecent(at: string): boolean {
  return Date.now() - Date.parse(at) < 3_600_000
}

/** Leads to the sandbox while there is one. */
function Subject({ entry: { subject, sandboxId } }: { readonly entry: ActivityEntry }) {
  const sandbox = useSandbox(sandboxId ?? '')
  if (subject === '') return null
  if (!sandbox) return <span className="min-w-0 truncate font-medium">{subject}</span>
  return (
    <Link href={`/sandboxes/${sandbox.id}`} className="min-w-0 truncate rounded-sm font-medium hover:text-accent hover:underline">
      {subject}
    </Link>
  )
}
