import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDownToLine } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { Button } from '../../ui/button'
import { classNames } from '../../ui/class-names'
import { CopyButton } from '../../ui/copy-button'
import { EmptyState } from '../../ui/empty-state'
import { ErrorNotice } from '../problems/error-notice'
import { useLogs } from './use-logs'

const lineHeight = 20
const nearEndPx = 24

/** What the main program says, newest at the end; it follows until somebody scrolls up. */
export function LogView({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const { lines, isLoading, error } = useLogs(sandbox)
  const scroller = useRef<HTMLDivElement>(null)
  const [isFollowing, setIsFollowing] = useState(true)
  const virtualizer = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: () => lineHeight, overscan: 12 })
  useEffect(() => {
    if (isFollowing && lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [isFollowing, lines.length, virtualizer])
  const watchScroll = () => {
    const element = scroller.current
    if (element) setIsFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx)
  }
  if (error)
    return (
      <div className="p-4">
        <ErrorNotice error={error} />
      </div>
    )
  if (lines.length === 0) return isLoading ? null : <EmptyState title={t('logs.empty')}>{t('logs.empty_hint')}</EmptyState>
  return (
    <div className="relative flex min-h-0 grow flex-col bg-terminal">
      <div ref={scroller} onScroll={watchScroll} role="log" aria-label={t('detail.logs')} tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keys
 className="min-h-0 grow overflow-auto py-2 outline-offset-[-2px]">
        <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const line = lines[index]
            return line ? (
              <div
                key={line.number}
                data-selectable
                style={{ transform: `translateY(${start}px)` }}
                className={classNames('absolute top-0 left-0 min-w-full border-l-2 px-3.5 font-mono text-small leading-5 whitespace-pre', line.stream === 'stderr' ? 'border-caution text-text' : 'border-transparent')}
              >
                {line.text}
              </div>
            ) : null
          })}
        </div>
      </div>
      <div className="absolute top-2 right-3 flex items-center gap-1">
        {!isFollowing && (
          <Button size="small" onClick={() => setIsFollowing(true)}>
            <ArrowDownToLine aria-hidden />
            {t('logs.follow')}
          </Button>
        )}
        <CopyButton text={lines.map((line) => line.text).join('\n')} label={t('logs.copy')} className="bg-raised shadow-float" />
      </div>
    </div>
  )
}
