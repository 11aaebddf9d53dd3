import { create } from 'zustand'

/**
 * Sandboxes that were removed in the list and not yet in their engine: for these seconds it can be undone.
 * A window that closes in between removes nothing.
 */
export const useLeaving = create<{ readonly ids: readonly string[] }>(() => ({ ids: [] }))

export const undoMs = 8000

export function setLeaving(ids: readonly string[], isLeaving: boolean): void {
  useLeaving.setState((state) => ({ ids: isLeaving ? [...state.ids, ...ids] : state.ids.filter((id) => !ids.includes(id)) }))
}
