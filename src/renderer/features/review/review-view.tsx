import { useQuery } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Review, ReviewedFile } from '#contract/review'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { classNames } from '../../ui/class-names'
import { CommandLine } from '../../ui/command-line'
import { EmptyState } from '../../ui/empty-state'
import { IconButton } from '../../ui/icon-button'
import { Spinner } from '../../ui/spinner'
import { quoteWord } from '../create/to-command-line'
import { Unreadable } from '../files/unreadable'
import { DiffView } from './diff-view'
import { ReviewList } from './review-list'
import { findDoubts, ReviewQuestion } from './review-question'
import { isChosen, useReviewStore } from './review-store'
import { toApplyCommand } from './to-apply-command'
import { UnfinishedNotice } from './unfinished-notice'
import { useBringBack } from './use-bring-back'
import { useReviewPalette } from './use-review-palette'

/** What a private copy has that its folder has not, to be looked at and brought back file by file. */
export function ReviewView({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const api = useApi()
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['review', sandbox.id, 'compare', sandbox.status],
    queryFn: ({ signal }) => api.review.compare({ sandbox: sandbox.id }, { signal }),
    placeholderData: (before) => before,
    staleTime: 0
  })
  const refresh = useCallback(() => void refetch(), [refetch])
  if (error) return <Unreadable sandbox={sandbox} error={error} />
  if (!data)
    return (
      <p className="flex items-center gap-2 p-4 text-muted">
        <Spinner /> {t('review:comparing')}
      </p>
    )
  return <Compared sandbox={sandbox} review={data} isReading={isFetching} onRefresh={refresh} />
}

interface ComparedProps {
  readonly sandbox: SandboxView
  readonly review: Review
  readonly isReading: boolean
  readonly onRefresh: () => void
}

/** What is to be brought back as it was when that began, and what is still to be asked about it. */
interface Asking {
  readonly chosen: readonly ReviewedFile[]
  readonly doubts: ReturnType<typeof findDoubts>
}

const none: Readonly<Record<string, boolean>> = {}

function Compared({ sandbox, review, isReading, onRefresh }: ComparedProps) {
  const { t } = useTranslation()
  const choices = useReviewStore((state) => state.choices[sandbox.id]) ?? none
  const path = useReviewStore((state) => state.current[sandbox.id])
  const { isBusy, unfinished, forgetUnfinished, bringBack } = useBringBack(sandbox)
  const [asking, setAsking] = useState<Asking | null>(null)
  const { files, folder } = review
  const current = files.find((file) => file.path === path) ?? files[0]
  const chosen = useMemo(() => files.filter((file) => isChosen(file, choices)), [files, choices])
  const goOn = useCallback(
    (next: Asking) => {
      setAsking(next.doubts.length > 0 ? next : null)
      if (next.doubts.length === 0) void bringBack(next.chosen)
    },
    [bringBack]
  )
  const start = useCallback(() => goOn({ chosen, doubts: findDoubts(chosen) }), [goOn, chosen])
  const doubt = asking?.doubts[0]
  const command = toApplyCommand(sandbox.name, files, chosen)
  useReviewPalette({ count: chosen.length, command, onBringBack: start, onRefresh })
  return (
    <div className="flex min-h-0 grow flex-col">
      <div role="toolbar" aria-label={t('review:tools')} className="flex h-10 shrink-0 items-center gap-2 border-b border-line pr-3 pl-4">
        <span title={folder} className="min-w-0 grow truncate font-mono text-small text-muted">
          {folder}
        </span>
        <IconButton icon={RotateCw} label={t('review:again')} onClick={onRefresh} className={classNames(isReading && '[&>svg]:animate-turn')} />
        <Button size="small" tone="primary" disabled={chosen.length === 0 || isBusy} onClick={start}>
          {t('review:bring_back', { count: chosen.length })}
        </Button>
      </div>
      {unfinished && <UnfinishedNotice unfinished={unfinished} onDismiss={forgetUnfinished} />}
      {current ? (
        <>
          <ReviewList sandboxId={sandbox.id} files={files} current={current} choices={choices} />
          <DiffView key={current.path} sandboxId={sandbox.id} file={current} />
        </>
      ) : (
        <EmptyState title={t('review:nothing')}>{t('review:nothing_hint', { folder })}</EmptyState>
      )}
      <div className="shrink-0 border-t border-line p-3">
        <Rest review={review} />
        <CommandLine command={chosen.length > 0 ? command : `agentkernel diff ${quoteWord(sandbox.name)}`} isSingleLine />
      </div>
      {asking && doubt && (
        <ReviewQuestion
          key={doubt.doubt}
          {...doubt}
          verb={doubt.doubt === 'conflict' ? t('review:replace', { count: doubt.files.length }) : t('review:bring_back', { count: asking.chosen.length })}
          onNo={() => setAsking(null)}
          onYes={() => goOn({ ...asking, doubts: asking.doubts.slice(1) })}
        />
      )}
    </div>
  )
}

/** What is not in the list, and why. */
function Rest({ review: { leftOut, isPartial, knowsBefore, hostOnly } }: { readonly review: Review }) {
  const { t } = useTranslation('review')
  const sentences = [
    ...(knowsBefore ? [] : [t('two_sides')]),
    ...(hostOnly.length > 0 ? [t('host_only', { count: hostOnly.length })] : []),
    ...(leftOut.length > 0 ? [t('left_out', { paths: leftOut.join(', ') })] : []),
    ...(isPartial ? [t('partial')] : [])
  ]
  if (sentences.length === 0) return null
  return (
    <p title={hostOnly.slice(0, 20).join('\n')} className="mb-2 text-small text-muted [overflow-wrap:anywhere]">
      {sentences.join(' ')}
    </p>
  )
}
