import { useTable, type Row } from '@tanstack/react-table'
import { useMemo, useState } from 'react'
import type { SandboxView } from '#contract/sandbox'
import { holdOrder } from './hold-order'
import { alwaysShown, columnIds, useListView } from './list-view-store'
import { sandboxColumns, sandboxTableFeatures } from './sandbox-columns'
import { toGroups, type SandboxGroup } from './sandbox-groups'
import { usePins } from './use-pins'

/** Which columns are shown, by id. */
export type ColumnVisibility = Readonly<Record<string, boolean>>

export type TableRow = Row<typeof sandboxTableFeatures, SandboxView>

/** A line of the list: the head of a group, or a sandbox. */
export type ListItem = { readonly kind: 'group'; readonly group: SandboxGroup; readonly isFolded: boolean } | { readonly kind: 'row'; readonly row: TableRow }

/** The sandboxes sorted and grouped as the person wants them, in an order that holds still while `hold` says so. */
export function useListItems(sandboxes: SandboxView[]) {
  const { grouping, sortBy, isDescending, hiddenColumns, foldedGroups } = useListView()
  const pins = usePins()
  const columns = useMemo((): ColumnVisibility => Object.fromEntries(columnIds.map((id) => [id, alwaysShown.includes(id) || !hiddenColumns.includes(id)])), [hiddenColumns])
  // The same objects as long as they say the same: the table sorts again for others.
  const state = useMemo(() => ({ sorting: [{ id: sortBy, desc: isDescending }], columnVisibility: columns }), [sortBy, isDescending, columns])
  const table = useTable({
    features: sandboxTableFeatures,
    columns: sandboxColumns,
    data: sandboxes,
    getRowId: (sandbox) => sandbox.id,
    state,
    enableSortingRemoval: false
  })
  const { rows, hold } = useHeldRows(table.getRowModel().rows)
  const items = useMemo(() => {
    const byId = new Map(rows.map((row) => [row.id, row]))
    const groups = toGroups(rows.map((row) => row.original), grouping, (sandbox) => pins.has(sandbox.id))
    return groups.flatMap((group): ListItem[] => {
      const head: ListItem[] = group.kind === 'rest' && groups.length === 1 ? [] : [{ kind: 'group', group, isFolded: foldedGroups.includes(group.key) }]
      if (head.length > 0 && foldedGroups.includes(group.key)) return head
      return [...head, ...group.sandboxes.flatMap((sandbox): ListItem[] => {
        const row = byId.get(sandbox.id)
        return row ? [{ kind: 'row', row }] : []
      })]
    })
  }, [rows, grouping, pins, foldedGroups])
  return { table, columns, items, hold }
}

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
