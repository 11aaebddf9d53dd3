import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { Grouping } from './sandbox-groups'

export const layouts = ['table', 'cards'] as const
export type Layout = (typeof layouts)[number]

/** In their order in the table; `name` and `status` are always there. */
export const columnIds = ['status', 'name', 'image', 'project', 'backend', 'isolation', 'profile', 'ports', 'cpu', 'memory', 'age'] as const
export type ColumnId = (typeof columnIds)[number]
export const alwaysShown: readonly ColumnId[] = ['status', 'name']
export const sortableColumns: readonly ColumnId[] = ['name', 'status', 'image', 'project', 'backend', 'isolation', 'profile', 'age']

interface ListView {
  readonly layout: Layout
  readonly grouping: Grouping
  readonly sortBy: ColumnId
  readonly isDescending: boolean
  readonly hiddenColumns: readonly ColumnId[]
  /** Keys of groups that are folded. */
  readonly foldedGroups: readonly string[]
}

/** How the list is laid out; kept over restarts, since it is this window's business alone. */
export const useListView = create<ListView>()(
  persist((): ListView => ({ layout: 'table', grouping: 'none', sortBy: 'name', isDescending: false, hiddenColumns: ['project', 'profile', 'ports'], foldedGroups: [] }), { name: 'list-view', version: 1 })
)

/** By this column; by the same one again turns the order round. */
export function sortBy(columnId: string): void {
  const id = columnIds.find((each) => each === columnId)
  if (id === undefined) return
  useListView.setState((now) => ({ sortBy: id, isDescending: now.sortBy === id && !now.isDescending }))
}

export function toggleColumn(id: ColumnId, isShown: boolean): void {
  useListView.setState(({ hiddenColumns }) => ({ hiddenColumns: isShown ? hiddenColumns.filter((each) => each !== id) : [...hiddenColumns, id] }))
}

export function toggleGroup(key: string): void {
  useListView.setState(({ foldedGroups }) => ({ foldedGroups: foldedGroups.includes(key) ? foldedGroups.filter((each) => each !== key) : [...foldedGroups, key] }))
}
