import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReviewedFile } from '#contract/review'
import { useApi } from '../../ui/api-context'
import { classNames } from '../../ui/class-names'
import { Spinner } from '../../ui/spinner'
import { toErrorData } from '../../ui/use-text'
import { ErrorNotice } from '../problems/error-notice'
import { toDiffLines, type DiffLine } from './diff-lines'

const lineHeight = 20

const tones: Record<DiffLine['kind'], string> = {
  place: 'bg-sunken text-faint',
  added: 'bg-positive-soft text-text',
  removed: 'bg-negative-soft text-text',
  same: 'text-muted',
  note: 'text-faint italic'
}

/** What differs in one file, or in words why that cannot be shown as lines. */
export function DiffView({ sandboxId, file }: { readonly sandboxId: string; readonly file: ReviewedFile }) {
  const { t } = useTranslation()
  const api = useApi()
  const { path, digest, hostDigest, barrier, linkTarget } = file
  const isLarge = file.flags.includes('large')
  const { data, error } = useQuery({
    queryKey: ['review', sandboxId, 'diff', path, digest, hostDigest],
    queryFn: ({ signal }) => api.review.diff({ sandbox: sandboxId, path }, { signal }),
    enabled: barrier === undefined && file.isText && !isLarge
  })
  const lines = useMemo(() => toDiffLines(data?.diff ?? ''), [data])
  if (barrier !== undefined)
    return (
      <Said>
        {t('review:not_possible', { why: t(`review:barriers.${barrier}`) })} {linkTarget !== undefined && t('review:leads_to', { target: linkTarget })}
      </Said>
    )
  if (isLarge) return <Said>{t('review:too_large')}</Said>
  if (!file.isText) return <Said>{t('review:no_text')}</Said>
  if (error) return <div className="min-h-0 grow p-4"><ErrorNotice error={toErrorData(error)} /></div>
  if (!data)
    return (
      <Said>
        <Spinner /> {t('review:comparing')}
      </Said>
    )
  if (lines.length === 0) return <Said>{t(data.diff === '' ? 'review:alike' : 'review:no_lines')}</Said>
  return <Lines label={t('review:diff_of', { path })} lines={lines} />
}

function Said({ children }: { readonly children: ReactNode }) {
  return (
    <div className="min-h-0 grow p-4 text-muted">
      <p className="flex items-center gap-2">{children}</p>
    </div>
  )
}

function Lines({ label, lines }: { readonly label: string; readonly lines: readonly DiffLine[] }) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: () => lineHeight, overscan: 12 })
  const longest = useMemo(() => lines.reduce((length, { text }) => Math.max(length, text.length), 0), [lines])
  return (
    <div
      ref={scroller}
      role="region"
      aria-label={label}
      tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keys
      className="min-h-0 grow overflow-auto font-mono text-small outline-offset-[-2px]"
    >
      <div className="relative min-w-full" style={{ height: virtualizer.getTotalSize(), width: `${longest + 4}ch` }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const { kind, text } = lines[index] ?? { kind: 'same', text: '' }
          return (
            <div key={index} data-selectable style={{ transform: `translateY(${start}px)` }} className={classNames('absolute inset-x-0 top-0 h-5 px-4 leading-5 whitespace-pre', tones[kind])}>
              {text}
            </div>
          )
        })}
      </div>
    </div>
  )
}
