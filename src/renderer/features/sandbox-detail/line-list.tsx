import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { LogLine } from './log-line'
import type { ShownLine } from './log-lines'

const lineHeight = 20
const nearEndPx = 24

export interface LineListProps {
  readonly label: string
  readonly lines: readonly ShownLine[]
  readonly isWrapped: boolean
  /** Keeps to the end as lines come. */
  readonly isFollowing: boolean
  readonly onFollow: (isFollowing: boolean) => void
  readonly search?: string
  /** Index of the match that is the current one. */
  readonly current?: number | undefined
  /** Brings this line into sight; a new object does it again. */
  readonly target?: { readonly index: number } | null
}

/** Lines of output, newest at the end; only those in sight are drawn. */
export function LineList({ label, lines, isWrapped, isFollowing, onFollow, search = '', current, target = null }: LineListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({ count: lines.length, getScrollElement: () => scroller.current, estimateSize: () => lineHeight, overscan: 12 })
  useEffect(() => {
    if (isFollowing && lines.length > 0) virtualizer.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [isFollowing, lines.length, virtualizer])
  useEffect(() => virtualizer.measure(), [isWrapped, virtualizer])
  useEffect(() => {
    if (target) virtualizer.scrollToIndex(target.index, { align: 'center' })
  }, [target, virtualizer])
  return (
    <div
      ref={scroller}
      // A scroll that somebody made decides; the ones made here end at the end anyway.
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => onFollow(scrollHeight - scrollTop - clientHeight < nearEndPx)}
      role="log"
      aria-label={label}
      tabIndex={0} // oxlint-disable-line jsx-a11y/no-noninteractive-tabindex -- scrolled by keys
      className="min-h-0 grow overflow-auto bg-terminal py-2 outline-offset-[-2px]"
    >
      <div className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const line = lines[index]
          return line ? (
            <LogLine key={line.number} line={line} index={index} start={start} isWrapped={isWrapped} search={search} isCurrent={current === index} {...(isWrapped && { measure: virtualizer.measureElement })} />
          ) : null
        })}
      </div>
    </div>
  )
}
