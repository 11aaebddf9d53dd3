import { create } from 'zustand'

interface TerminalStore {
  readonly isShown: boolean
}

export const useTerminalStore = create<TerminalStore>(() => ({ isShown: false }))
