import { create } from 'zustand'
import type { AwayNote } from './summarise-away'

const keptAtMost = 50

interface NotesStore {
  /** Newest look first. */
  readonly notes: readonly AwayNote[]
  readonly hasUnread: boolean
}

export const useNotes = create<NotesStore>(() => ({ notes: [], hasUnread: false }))

export function addNotes(added: readonly AwayNote[]): void {
  if (added.length === 0) return
  useNotes.setState(({ notes }) => ({ notes: [...added, ...notes].slice(0, keptAtMost), hasUnread: true }))
}

export function markRead(): void {
  useNotes.setState({ hasUnread: false })
}

export function clearNotes(): void {
  useNotes.setState({ notes: [], hasUnread: false })
}
