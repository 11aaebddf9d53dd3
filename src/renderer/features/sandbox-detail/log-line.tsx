import { classNames } from '../../ui/class-names'
import { splitMatches } from './find-in-lines'
import type { ShownLine } from './log-lines'

export interface LogLineProps {
  readonly line: ShownLine
  readonly index: number
  readonly start: number
  readonly isWrapped: boolean
  readonly search: string
  /** The match that was stepped to. */
  readonly isCurrent: boolean
  /** Told the element where its height is not known before. */
  readonly measure?: (element: HTMLElement | null) => void
}

/** One line; what went to stderr has an edge, what is searched for is marked. */
export function LogLine({ line, index, start, isWrapped, search, isCurrent, measure }: LogLineProps) {
  return (
    <div
      ref={measure}
      data-index={index}
      data-selectable
      style={{ transform: `translateY(${start}px)` }}
      className={classNames(
        'absolute top-0 left-0 min-h-5 min-w-full border-l-2 px-[var(--line-inset,14px)] font-mono text-small leading-5',
        isWrapped ? 'right-0 [overflow-wrap:anywhere] whitespace-pre-wrap' : 'whitespace-pre',
        line.stream === 'stderr' ? 'border-caution' : 'border-transparent',
        isCurrent && 'bg-selected'
      )}
    >
      {splitMatches(line.text, search).map((part, place) =>
        place % 2 === 1 ? (
          // oxlint-disable-next-line react/no-array-index-key -- parts of one line have no other name
          <mark key={place} className="rounded-sm bg-accent-fill text-on-accent">
            {part}
          </mark>
        ) : (
          part
        )
      )}
    </div>
  )
}
