import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ActivityEntry } from '#contract/activity'
import { ActivityRow } from './activity-row'
import { formatDay, groupByDay } from './group-by-day'

export interface ActivityListProps {
  readonly entries: readonly ActivityEntry[]
  readonly hasMore: boolean
  /** The end is near: more is wanted. */
  readonly onMore: () => void
  /** All of one sandbox: it need not be named in every row. */
  readonly isOfOne?: boolean
}

/** Everything that was done, below its day; only what is in sight is drawn. */
export function ActivityList({ entries, hasMore, onMore, isOfOne = false }: ActivityListProps) {
  const { t, i18n } = useTranslation('activity')
  const items = useMemo(() => groupByDay(entries), [entries])
  const [openId, setOpenId] = useState<string | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 37,
    overscan: 12,
    getItemKey: (index) => {
      const item = items[index]
      return item?.kind === 'entry' ? item.entry.id : (item?.day ?? index)
    }
  })
  const shown = virtualizer.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && last >= items.length - 20) onMore()
  }, [hasMore, last, items.length, onMore])
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by the keyboard
    <div ref={scroller} tabIndex={0} role="list" aria-label={t('page.title')} className="@container/activity min-h-0 grow overflow-y-auto outline-offset-[-2px]">
      <div role="presentation" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {shown.map(({ index, start, key }) => {
          const item = items[index]
          return (
            <div key={key} ref={virtualizer.measureElement} data-index={index} role="presentation" className="absolute inset-x-0 top-0" style={{ transform: `translateY(${start}px)` }}>
              {item?.kind === 'day' && (
                <h2 role="presentation" className="flex h-9 items-end border-b border-line px-5 pb-1.5 text-small font-medium text-faint">
                  {formatDay(item.at, new Date(), i18n.language)}
                </h2>
              )}
              {item?.kind === 'entry' && <ActivityRow entry={item.entry} isOpen={openId === item.entry.id} isOfOne={isOfOne} onToggle={() => setOpenId(openId === item.entry.id ? null : item.entry.id)} />}
            </div>
          )
        })}
      </div>
    </div>
  )
}
