import { useVirtualizer } from '@tanstack/react-virtual'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { EmptyState } from '../../ui/empty-state'
import { quoteWord } from '../create/to-command-line'
import { ErrorNotice } from '../problems/error-notice'
import { findInLines } from './find-in-lines'
import { LogLine } from './log-line'
import { useLogChoices } from './log-store'
import { LogToolbar } from './log-toolbar'
import { useLogs } from './use-logs'
import { useSaveText } from './use-save-text'

const lineHeight = 20
const nearEndPx = 24

/** What the main program says, newest at the end; it follows until somebody scrolls up. */
export function LogView({ sandbox }: { readonly sandbox: SandboxView }) {
  const { t } = useTranslation()
  const { isWrapped, span } = useLogChoices()
  const { lines, isLoading, error } = useLogs(sandbox, span)
  const scroller = useRef<HTMLDivElement>(null)
  const [isFollowing, setIsFollowing] = useState(true)
  const [search, setSearch] = useState('')
  const [step, setStep] = useState(0)
  const save = useSaveText()
  const wanted = useDeferredValue(search)
  const matches = useMemo(() => findInLines(lines, wanted), [lines, wanted])
  const virtualizer = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: () => lineHeight, overscan: 12 })
  useEffect(() => {
    if (isFollowing && lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [isFollowing, lines.length, virtualizer])
  useEffect(() => virtualizer.measure(), [isWrapped, virtualizer])
  const show = (next: number) => {
    if (matches.length === 0) return
    const index = (next + matches.length) % matches.length
    setStep(index)
    setIsFollowing(false)
    virtualizer.scrollToIndex(matches[index] ?? 0, { align: 'center' })
  }
  const getText = () => lines.map((line) => `${line.text}\n`).join('')
  return (
    <div className="flex min-h-0 grow flex-col">
      <LogToolbar
        search={search}
        onSearch={(next) => {
          setSearch(next)
          setStep(0)
        }}
        found={{ index: step, count: matches.length }}
        onStep={(by) => show(step + by)}
        isFollowing={isFollowing}
        onFollow={setIsFollowing}
        getText={getText}
        onSave={() => void save(`${sandbox.name}.log`, getText())}
        command={`agentkernel logs ${quoteWord(sandbox.name)} --follow${span === 0 ? '' : ` --since ${span}m`}`}
      />
      {error ? (
        <div className="p-4">
          <ErrorNotice error={error} />
        </div>
      ) : lines.length === 0 ? (
        isLoading ? null : (
          <EmptyState title={t('logs.empty')}>{t(span === 0 ? 'logs.empty_hint' : 'detail:logs.empty_span')}</EmptyState>
        )
      ) : (
        <div
          ref={scroller}
          // A scroll that somebody made decides; the ones made here end at the end anyway.
          onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => setIsFollowing(scrollHeight - scrollTop - clientHeight < nearEndPx)}
          role="log"
          aria-label={t('detail.logs')}
          tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keys
          className="min-h-0 grow overflow-auto bg-terminal py-2 outline-offset-[-2px]"
        >
          <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
            {virtualizer.getVirtualItems().map(({ index, start }) => {
              const line = lines[index]
              return line ? (
                <LogLine key={line.number} line={line} index={index} start={start} isWrapped={isWrapped} search={wanted} isCurrent={matches[step] === index} {...(isWrapped && { measure: virtualizer.measureElement })} />
              ) : null
            })}
          </div>
        </div>
      )}
    </div>
  )
}
