import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { memo, useMemo, useRef, type MouseEvent, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { classNames } from '../../ui/class-names'
import { GoToChip } from './go-to-chip'
import { GroupHead } from './group-head'
import { sortBy } from './list-view-store'
import { useMarks } from './marks'
import { RowContextMenu } from './row-context-menu'
import { sandboxAt } from './sandbox-at'
import { columnClasses } from './sandbox-columns'
import { SandboxRow } from './sandbox-row'
import { useListItems, type ListItem } from './use-list-items'
import { useListKeys } from './use-list-keys'
import { usePins } from './use-pins'
import { useUsageFeed } from './use-usage-feed'

export interface SandboxTableProps {
  readonly sandboxes: SandboxView[]
  readonly selectedId: string | null
  readonly rowHeight: number
  readonly onSelect: (id: string) => void
}

const groupHeight = 32
const steps: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }

/** The live list: only rows in view exist, and none changes its place under the pointer. */
export const SandboxTable = memo(function SandboxTable({ sandboxes, selectedId, rowHeight, onSelect }: SandboxTableProps) {
  const { t } = useTranslation()
  const { table, columns, items, hold } = useListItems(sandboxes)
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.kind === 'group' ? groupHeight : rowHeight),
    getItemKey: (index) => toKey(items[index], index),
    overscan: 6
  })
  const drawn = virtualizer.getVirtualItems()
  useUsageFeed(drawn.flatMap(({ index }) => toRunning(items[index])))
  const shown = useMemo(() => items.flatMap((item) => (item.kind === 'row' ? [item.row.original] : [])), [items])
  const keys = useListKeys({
    sandboxes: shown,
    selectedId,
    onSelect,
    reveal: (id) => {
      virtualizer.scrollToIndex(items.findIndex((item) => item.kind === 'row' && item.row.id === id))
      focusRow(scroller, id)
    },
    step: (index, key) => {
      const step = steps[key]
      return step === undefined ? undefined : index + step
    }
  })
  const click = (event: MouseEvent) => {
    const id = sandboxAt(event.target)
    if (id !== null) keys.click(event, id)
  }
  const marked = useMarks((state) => state.ids)
  const pins = usePins()
  return (
    <div role="grid" aria-label={t('list.label')} aria-rowcount={shown.length + 1} aria-multiselectable className="@container/list relative flex min-h-0 grow flex-col">
      <Headers table={table} />
      <RowContextMenu sandboxes={shown}>
        <div ref={scroller} role="presentation" className="min-h-0 grow overflow-x-hidden overflow-y-auto" onClick={click} onKeyDown={keys.press} onPointerEnter={() => hold(true)} onPointerLeave={() => hold(false)}>
          <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
            {drawn.map(({ index, start, key }) => {
              const item = items[index]
              if (!item) return null
              if (item.kind === 'group')
                return (
                  <div key={key} role="row" className="absolute inset-x-0 top-0 border-b border-line" style={{ transform: `translateY(${start}px)`, height: groupHeight }}>
                    <div role="gridcell" className="h-full">
                      <GroupHead group={item.group} isFolded={item.isFolded} />
                    </div>
                  </div>
                )
              const { row } = item
              return (
                <SandboxRow
                  key={key}
                  row={row}
                  columns={columns}
                  index={index}
                  offset={start}
                  height={rowHeight}
                  isSelected={row.id === selectedId && marked.length === 0}
                  isMarked={marked.includes(row.id)}
                  isPinned={pins.has(row.id)}
                  isTabStop={row.id === keys.tabStop}
                />
              )
            })}
          </div>
        </div>
      </RowContextMenu>
      <GoToChip typed={keys.goTo.typed} />
    </div>
  )
})

function toKey(item: ListItem | undefined, index: number): string | number {
  if (!item) return index
  return item.kind === 'group' ? `group ${item.group.key}` : item.row.id
}

function toRunning(item: ListItem | undefined): string[] {
  return item?.kind === 'row' && item.row.original.status === 'running' ? [item.row.id] : []
}

/** Once the row is drawn. */
export function focusRow(scroller: RefObject<HTMLElement | null>, id: string): void {
  requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-sandbox="${CSS.escape(id)}"]`)?.focus())
}

function Headers({ table }: { readonly table: ReturnType<typeof useListItems>['table'] }) {
  const { t } = useTranslation()
  return (
    <div role="rowgroup" className="shrink-0 border-b border-line">
      <div role="row" aria-rowindex={1} className="flex h-8 items-center gap-4 pr-4 pl-8">
        {table.getFlatHeaders().map(({ column }) => (
          <Header key={column.id} id={column.id} direction={column.getIsSorted()} isSortable={column.getCanSort()} />
        ))}
        <div role="columnheader" className="hidden w-36 @5xl/list:block">
          <span className="sr-only">{t('list.actions')}</span>
        </div>
      </div>
    </div>
  )
}

interface HeaderProps {
  readonly id: string
  readonly direction: false | 'asc' | 'desc'
  readonly isSortable: boolean
}

function Header({ id, direction, isSortable }: HeaderProps) {
  const { t } = useTranslation()
  const Arrow = direction === 'desc' ? ArrowDown : ArrowUp
  const label = <span className={classNames('truncate', (id === 'status' || id === 'backend') && 'sr-only @xl/list:not-sr-only')}>{t(`sandboxes:columns.${id}`)}</span>
  return (
    <div
      role="columnheader"
      aria-sort={direction === false ? undefined : direction === 'asc' ? 'ascending' : 'descending'}
      className={classNames('flex shrink-0 items-center text-label font-medium text-faint', columnClasses[id])}
    >
      {isSortable ? (
        <button type="button" onClick={() => sortBy(id)} className="group/sort flex min-w-0 items-center gap-1 rounded-sm hover:text-text">
          {label}
          <Arrow aria-hidden className={classNames('size-3 shrink-0', direction === false && 'hidden')} />
        </button>
      ) : (
        label
      )}
    </div>
  )
}
