import { create } from 'zustand'
import { persist } from 'zustand/middleware'

interface RailStore {
  readonly isCollapsed: boolean
}

export const useRailStore = create<RailStore>()(persist((): RailStore => ({ isCollapsed: false }), { name: 'rail' }))

export function toggleRail(): void {
  useRailStore.setState((state) => ({ isCollapsed: !state.isCollapsed }))
}
