import { useTable, type Row, type SortingState } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { SandboxView } from '#contract/sandbox'
import { classNames } from '../../ui/class-names'
import { holdOrder } from './hold-order'
import { columnClasses, sandboxColumns, sandboxTableFeatures } from './sandbox-columns'
import { SandboxRow } from './sandbox-row'
import { useUsageFeed } from './use-usage-feed'

export interface SandboxTableProps {
  readonly sandboxes: SandboxView[]
  readonly selectedId: string | null
  readonly rowHeight: number
  readonly onSelect: (id: string) => void
  /** The row that keys act on. */
  readonly currentId: string | null
  readonly onCurrent: (id: string) => void
}

const steps: Record<string, number> = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity }

/** The live list: only rows in view exist, and none changes its place under the pointer. */
export function SandboxTable({ sandboxes, selectedId, rowHeight, onSelect, currentId, onCurrent }: SandboxTableProps) {
  const { t } = useTranslation()
  const [sorting, setSorting] = useState<SortingState>([{ id: 'name', desc: false }])
  const table = useTable({
    features: sandboxTableFeatures,
    columns: sandboxColumns,
    data: sandboxes,
    getRowId: (sandbox) => sandbox.id,
    state: { sorting },
    onSortingChange: setSorting,
    enableSortingRemoval: false
  })
  const { rows, hold } = useHeldRows(table.getRowModel().rows)
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 4 })
  const items = virtualizer.getVirtualItems()
  useUsageFeed(items.flatMap(({ index }) => (rows[index]?.original.status === 'running' ? [rows[index].id] : [])))

  const tabStop = rows.some((row) => row.id === currentId) ? currentId : (rows[0]?.id ?? null)
  const move = (event: KeyboardEvent) => {
    const step = steps[event.key]
    if (step === undefined || event.metaKey || event.ctrlKey || event.altKey) return
    event.preventDefault()
    const from = rows.findIndex((row) => row.id === tabStop)
    const index = Math.min(rows.length - 1, Math.max(0, from + step))
    const row = rows[index]
    if (!row) return
    virtualizer.scrollToIndex(index)
    onCurrent(row.id)
    if (selectedId !== null) onSelect(row.id)
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-sandbox="${CSS.escape(row.id)}"]`)?.focus())
  }
  return (
    <div role="grid" aria-label={t('list.label')} aria-rowcount={rows.length + 1} className="@container/list flex min-h-0 grow flex-col">
      <div role="rowgroup" className="shrink-0 border-b border-line">
        <div role="row" aria-rowindex={1} className="flex h-8 items-center gap-4 px-4">
          {table.getFlatHeaders().map(({ column }) => (
            <Header key={column.id} id={column.id} direction={column.getIsSorted()} {...(column.getCanSort() && { onSort: () => column.toggleSorting() })} />
          ))}
          <div role="columnheader" className="hidden w-36 @5xl/list:block">
            <span className="sr-only">{t('list.actions')}</span>
          </div>
        </div>
      </div>
      <div ref={scroller} role="presentation" className="min-h-0 grow overflow-x-hidden overflow-y-auto" onKeyDown={move} onPointerEnter={() => hold(true)} onPointerLeave={() => hold(false)}>
        <div role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start, key }) => {
            const row = rows[index]
            return row ? (
              <SandboxRow key={key} row={row} index={index} offset={start} height={rowHeight} isSelected={row.id === selectedId} isTabStop={row.id === tabStop} onSelect={onSelect} onFocus={onCurrent} />
            ) : null
          })}
        </div>
      </div>
    </div>
  )
}

interface HeaderProps {
  readonly id: string
  readonly direction: false | 'asc' | 'desc'
  readonly onSort?: () => void
}

function Header({ id, direction, onSort }: HeaderProps) {
  const { t } = useTranslation()
  const Arrow = direction === 'desc' ? ArrowDown : ArrowUp
  const label = <span className={classNames('truncate', (id === 'status' || id === 'backend') && 'sr-only @xl/list:not-sr-only')}>{t(`list.columns.${id}`)}</span>
  return (
    <div
      role="columnheader"
      aria-sort={direction === false ? undefined : direction === 'asc' ? 'ascending' : 'descending'}
      className={classNames('flex shrink-0 items-center text-label font-medium text-faint', columnClasses[id])}
    >
      {onSort ? (
        <button type="button" onClick={onSort} className="group/sort flex min-w-0 items-center gap-1 rounded-sm hover:text-text">
          {label}
          <Arrow aria-hidden className={classNames('size-3 shrink-0', direction === false && 'hidden')} />
        </button>
      ) : (
        label
      )}
    </div>
  )
}

type TableRow = Row<typeof sandboxTableFeatures, SandboxView>

/** Keeps the order that was there when the pointer came, for as long as it stays over the list. */
function useHeldRows(rows: TableRow[]): { rows: TableRow[]; hold: (isHeld: boolean) => void } {
  const [heldIds, setHeldIds] = useState<readonly string[] | null>(null)
  const shown = useMemo(() => {
    if (!heldIds) return rows
    const byId = new Map(rows.map((row) => [row.id, row]))
    return holdOrder(heldIds, [...byId.keys()]).flatMap((id) => byId.get(id) ?? [])
  }, [rows, heldIds])
  return { rows: shown, hold: (isHeld) => setHeldIds(isHeld ? shown.map((row) => row.id) : null) }
}
