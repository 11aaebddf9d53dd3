import { Check, Flag, GitCompareArrows, OctagonX } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReviewedFile } from '#contract/review'
import { classNames } from '../../ui/class-names'
import { choose, isChosen, showFile } from './review-store'

const signs: Record<ReviewedFile['kind'], { readonly sign: string; readonly tone: string }> = {
  added: { sign: '+', tone: 'text-positive' },
  modified: { sign: '~', tone: 'text-caution' },
  removed: { sign: '−', tone: 'text-negative' }
}

export interface ReviewListProps {
  readonly sandboxId: string
  readonly files: readonly ReviewedFile[]
  readonly current: ReviewedFile | undefined
  readonly choices: Readonly<Record<string, boolean>>
}

/** Every file that differs: arrows go through them and show each, Space takes one or leaves it. */
export function ReviewList({ sandboxId, files, current, choices }: ReviewListProps) {
  const { t } = useTranslation('review')
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector('[data-current]')?.scrollIntoView({ block: 'nearest' })
  }, [current?.path])
  const press = (event: KeyboardEvent) => {
    const index = files.findIndex((file) => file === current)
    const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: files.length - 1 }[event.key]
    const found = next === undefined ? undefined : files[Math.max(0, Math.min(next, files.length - 1))]
    if (found) showFile(sandboxId, found.path)
    else if (event.key === ' ' && current && current.barrier === undefined) choose(sandboxId, current.path, !isChosen(current, choices))
    else return
    event.preventDefault()
  }
  return (
    <div
      ref={list}
      role="listbox"
      aria-multiselectable
      aria-label={t('files')}
      aria-activedescendant={current ? toId(current.path) : undefined}
      tabIndex={0}
      onKeyDown={press}
      className="max-h-[45%] shrink-0 overflow-y-auto border-b border-line py-1 outline-offset-[-2px]"
    >
      {files.map((file) => (
        <Row key={file.path} sandboxId={sandboxId} file={file} isCurrent={file === current} isTaken={isChosen(file, choices)} />
      ))}
    </div>
  )
}

function toId(path: string): string {
  return `review ${path}`.replaceAll(/\s/g, '-')
}

interface RowProps {
  readonly sandboxId: string
  readonly file: ReviewedFile
  readonly isCurrent: boolean
  readonly isTaken: boolean
}

function Row({ sandboxId, file: { path, kind, flags, barrier, linkTarget }, isCurrent, isTaken }: RowProps) {
  const { t } = useTranslation()
  const { sign, tone } = signs[kind]
  const reasons = [...(barrier === undefined ? [] : [t(`review:barriers.${barrier}`)]), ...flags.map((flag) => t(`review:flags.${flag}`))].join(', ')
  const isConflict = flags.includes('conflict')
  const Mark = barrier !== undefined ? OctagonX : isConflict ? GitCompareArrows : Flag
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the list has the keys
    <div
      id={toId(path)}
      role="option"
      aria-selected={isTaken}
      aria-disabled={barrier !== undefined}
      data-current={isCurrent || undefined}
      onClick={() => showFile(sandboxId, path)}
      className={classNames('flex items-start gap-3 px-4 py-1', isCurrent ? 'bg-selected' : 'hover:bg-hover')}
    >
      <span
        aria-hidden
        onClick={(event) => {
          event.stopPropagation()
          if (barrier === undefined) choose(sandboxId, path, !isTaken)
        }}
        className={classNames(
          'mt-0.75 flex size-3.5 shrink-0 items-center justify-center rounded-sm border',
          isTaken ? 'border-accent-fill bg-accent-fill' : 'border-line-strong bg-surface',
          barrier !== undefined && 'invisible'
        )}
      >
        {isTaken && <Check className="size-3 text-on-accent" strokeWidth={2.5} />}
      </span>
      <span role="img" aria-label={t(`files:kinds.${kind}`)} className={classNames('w-3 shrink-0 text-center font-mono text-small leading-5 font-semibold', tone)}>
        {sign}
      </span>
      <span className="min-w-0 grow">
        <span className={classNames('block font-mono text-small leading-5 [overflow-wrap:anywhere]', kind === 'removed' && 'line-through')}>
          {path}
          {linkTarget !== undefined && <span className="text-muted"> <span className="font-sans">→</span> {linkTarget}</span>}
        </span>
        {reasons !== '' && (
          <span className="flex items-start gap-1.5 text-small text-muted">
            <Mark aria-hidden className={classNames('mt-0.5 size-3.5 shrink-0', barrier === undefined && !isConflict ? 'text-caution' : 'text-negative')} strokeWidth={1.75} />
            {reasons}
          </span>
        )}
      </span>
    </div>
  )
}
