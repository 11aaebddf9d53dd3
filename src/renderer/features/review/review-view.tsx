import { useQuery } from '@tanstack/react-query'
import { RotateCw } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Review } from '#contract/review'
import type { SandboxView } from '#contract/sandbox'
import { useApi } from '../../ui/api-context'
import { Button } from '../../ui/button'
import { classNames } from '../../ui/class-names'
import { CommandLine } from '../../ui/command-line'
import { ConfirmDialog } from '../../ui/confirm-dialog'
import { EmptyState } from '../../ui/empty-state'
import { IconButton } from '../../ui/icon-button'
import { Spinner } from '../../ui/spinner'
import { quoteWord } from '../create/to-command-line'
import { Unreadable } from '../files/unreadable'
import { DiffView } from './diff-view'
import { ReviewList } from './review-list'
import { isChosen, useReviewStore } from './review-store'
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
  if (error) return <Unreadable sandbox={sandbox} error={error} />
  if (!data)
    return (
      <p className="flex items-center gap-2 p-4 text-muted">
        <Spinner /> {t('review:comparing')}
      </p>
    )
  return <Compared sandbox={sandbox} review={data} isReading={isFetching} onRefresh={() => void refetch()} />
}

interface ComparedProps {
  readonly sandbox: SandboxView
  readonly review: Review
  readonly isReading: boolean
  readonly onRefresh: () => void
}

const none: Readonly<Record<string, boolean>> = {}

function Compared({ sandbox, review, isReading, onRefresh }: ComparedProps) {
  const { t } = useTranslation()
  const choices = useReviewStore((state) => state.choices[sandbox.id]) ?? none
  const path = useReviewStore((state) => state.current[sandbox.id])
  const { isBusy, bringBack } = useBringBack(sandbox)
  const [isAsking, setIsAsking] = useState(false)
  const { files, folder, leftOut, isPartial } = review
  const current = files.find((file) => file.path === path) ?? files[0]
  const chosen = files.filter((file) => isChosen(file, choices))
  const flagged = chosen.filter(({ flags }) => flags.length > 0)
  const start = () => (flagged.length > 0 ? setIsAsking(true) : void bringBack(chosen))
  const command = `agentkernel apply ${quoteWord(sandbox.name)}`
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
      {current ? (
        <>
          <ReviewList sandboxId={sandbox.id} files={files} current={current} choices={choices} />
          <DiffView key={current.path} sandboxId={sandbox.id} file={current} />
        </>
      ) : (
        <EmptyState title={t('review:nothing')}>{t('review:nothing_hint', { folder })}</EmptyState>
      )}
      <div className="shrink-0 border-t border-line p-3">
        {(leftOut.length > 0 || isPartial) && (
          <p className="mb-2 text-small text-muted [overflow-wrap:anywhere]">
            {leftOut.length > 0 && t('review:left_out', { paths: leftOut.join(', ') })} {isPartial && t('review:partial')}
          </p>
        )}
        <CommandLine command={`agentkernel diff ${quoteWord(sandbox.name)}`} isSingleLine />
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        title={t('review:question', { count: flagged.length })}
        verb={t('review:bring_back', { count: chosen.length })}
        onCancel={() => setIsAsking(false)}
        onConfirm={() => {
          setIsAsking(false)
          void bringBack(chosen)
        }}
      >
        <p>{t('review:question_hint')}</p>
        <ul className="mt-2 max-h-60 overflow-y-auto">
          {flagged.map((file) => (
            <li key={file.path} className="py-0.5">
              <span className="font-mono text-small text-text">{file.path}</span> {file.flags.map((flag) => t(`review:flags.${flag}`)).join(', ')}
            </li>
          ))}
        </ul>
      </ConfirmDialog>
    </div>
  )
}
