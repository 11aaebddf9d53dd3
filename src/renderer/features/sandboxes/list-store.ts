import { create } from 'zustand'
import type { SandboxFilter } from './filter-sandboxes'

interface ListStore extends Omit<SandboxFilter, 'waiting'> {
  /** Whose detail is open. */
  readonly selectedId: string | null
  /** The row that keys act on. */
  readonly currentId: string | null
  /** The sandbox whose removal is being confirmed. */
  readonly removing: string | null
  readonly renaming: string | null
  /** Sandboxes whose removal together is being confirmed. */
  readonly removingMany: readonly string[]
  /** Containers of other data directories are being looked at. */
  readonly isAdopting: boolean
  readonly dismissedNotices: readonly string[]
}

/** What the list shows of all there is; forgotten with the window. */
export const useListStore = create<ListStore>(() => ({ search: '', group: 'all', backend: null, selectedId: null, currentId: null, removing: null, renaming: null, removingMany: [], isAdopting: false, dismissedNotices: [] }))

export function dismissNotice(id: string): void {
  useListStore.setState((state) => ({ dismissedNotices: [...state.dismissedNotices, id] }))
}
