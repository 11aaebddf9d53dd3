import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { toCardLines, stepCards } from './card-lines'
import { GoToChip } from './go-to-chip'
import { GroupHead } from './group-head'
import { useListStore } from './list-store'
import { useMarks } from './marks'
import { RowContextMenu } from './row-context-menu'
import { SandboxCard } from './sandbox-card'
import { focusRow } from './sandbox-table'
import { useListItems } from './use-list-items'
import { useListKeys } from './use-list-keys'
import { usePins } from './use-pins'
import { useUsageFeed } from './use-usage-feed'

export interface SandboxCardsProps {
  readonly sandboxes: SandboxView[]
  readonly selectedId: string | null
  readonly onSelect: (id: string) => void
}

const cardHeight = 124
const gapPx = 12
const leastWidth = 276
const groupHeight = 32
const groupGapPx = 4

/** The same list as cards: fewer facts, each easier to see from afar. Only lines in view exist. */
export const SandboxCards = memo(function SandboxCards({ sandboxes, selectedId, onSelect }: SandboxCardsProps) {
  const { t } = useTranslation()
  const { items, hold } = useListItems(sandboxes)
  const scroller = useRef<HTMLDivElement>(null)
  const columns = useColumns(scroller)
  const lines = toCardLines(items, columns)
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'group' ? groupHeight + groupGapPx : cardHeight + gapPx),
    overscan: 2
  })
  const drawn = virtualizer.getVirtualItems()
  const inSight = drawn.flatMap(({ index }) => {
    const line = lines[index]
    return line?.kind === 'cards' ? line.sandboxes : []
  })
  useUsageFeed(inSight.filter((sandbox) => sandbox.status === 'running').map((sandbox) => sandbox.id))
  const shown = lines.flatMap((line) => (line.kind === 'cards' ? line.sandboxes : []))
  const keys = useListKeys({
    sandboxes: shown,
    selectedId,
    onSelect,
    reveal: (id) => {
      virtualizer.scrollToIndex(lines.findIndex((line) => line.kind === 'cards' && line.sandboxes.some((sandbox) => sandbox.id === id)))
      focusRow(scroller, id)
    },
    step: (index, key) => stepCards(lines, index, key)
  })
  const marked = useMarks((state) => state.ids)
  const pins = usePins()
  return (
    <div role="grid" aria-label={t('list.label')} aria-rowcount={lines.length} aria-multiselectable className="relative flex min-h-0 grow flex-col border-t border-line">
      <RowContextMenu sandboxes={shown}>
        <div ref={scroller} role="presentation" className="min-h-0 grow overflow-x-hidden overflow-y-auto px-3 pt-3" onKeyDown={keys.press} onPointerEnter={() => hold(true)} onPointerLeave={() => hold(false)}>
          <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
            {drawn.map(({ index, start }) => {
              const line = lines[index]
              if (!line) return null
              const place = { transform: `translateY(${start}px)`, height: line.kind === 'group' ? groupHeight : cardHeight }
              if (line.kind === 'group')
                return (
                  <div key={`group ${line.group.key}`} role="row" className="absolute -inset-x-3 top-0" style={place}>
                    <div role="gridcell" className="h-full">
                      <GroupHead group={line.group} isFolded={line.isFolded} />
                    </div>
                  </div>
                )
              return (
                <div key={line.sandboxes[0]?.id} role="row" aria-rowindex={index + 1} className="absolute inset-x-0 top-0 grid" style={{ ...place, columnGap: gapPx, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
                  {line.sandboxes.map((sandbox) => (
                    <SandboxCard
                      key={sandbox.id}
                      sandbox={sandbox}
                      isSelected={sandbox.id === selectedId && marked.length === 0}
                      isMarked={marked.includes(sandbox.id)}
                      isPinned={pins.has(sandbox.id)}
                      isTabStop={sandbox.id === keys.tabStop}
                      onClick={keys.click}
                      onFocus={(id) => useListStore.setState({ currentId: id })}
                    />
                  ))}
                </div>
              )
            })}
          </div>
        </div>
      </RowContextMenu>
      <GoToChip typed={keys.goTo.typed} />
    </div>
  )
})

/** As many columns as fit without a card becoming too narrow for its figures. */
function useColumns(scroller: RefObject<HTMLElement | null>): number {
  const [columns, setColumns] = useState(1)
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const observer = new ResizeObserver(([entry]) => setColumns(Math.max(1, Math.floor(((entry?.contentRect.width ?? 0) + gapPx) / (leastWidth + gapPx)))))
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller])
  return columns
}
