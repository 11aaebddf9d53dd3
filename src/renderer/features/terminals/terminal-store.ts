import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import type { TerminalView } from '#contract/terminal'
import { focusList } from '../sandboxes/focus-list'
import type { TerminalEnd } from './terminal-session'

export type DockPlace = 'bottom' | 'right'

interface TerminalStore {
  readonly tabs: readonly TerminalView[]
  readonly activeId: string | null
  readonly isShown: boolean
  readonly isFilling: boolean
  /** The sandbox whose detail shows its terminals itself: its shells open there instead of in the panel. */
  readonly hostedBy: string | null
  readonly place: DockPlace
  readonly titles: Readonly<Record<string, string>>
  readonly ends: Readonly<Record<string, TerminalEnd>>
  /** Waiting for a yes: text to paste into a terminal. */
  readonly paste: { readonly id: string; readonly text: string } | null
  /** Waiting for a decision: a link that was chosen. */
  readonly link: string | null
  readonly isSearching: boolean
}

/** What survives a reload is where the panel was; the shells themselves are asked from the host. */
export const useTerminalStore = create<TerminalStore>()(
  persist(
    (): TerminalStore => ({ tabs: [], activeId: null, isShown: false, isFilling: false, hostedBy: null, place: 'bottom', titles: {}, ends: {}, paste: null, link: null, isSearching: false }),
    {
      name: 'terminals',
      storage: createJSONStorage(() => localStorage),
      partialize: ({ activeId, isShown, place }) => ({ activeId, isShown, place })
    }
  )
)

export function toggleTerminals(): void {
  if (useTerminalStore.getState().isShown) hideTerminals()
  else useTerminalStore.setState({ isShown: true })
}

export function hideTerminals(): void {
  useTerminalStore.setState({ isShown: false, isFilling: false })
  // The shell that had the focus is gone from sight; the keys go on where it was opened.
  requestAnimationFrame(() => {
    if (document.activeElement === document.body) focusList()
  })
}

/** Opens the search of the shell in sight, or gives it the focus where it is open. */
export function findInTerminal(): void {
  useTerminalStore.setState({ isSearching: true })
  document.querySelector<HTMLInputElement>('[data-terminal-search]')?.focus()
}
